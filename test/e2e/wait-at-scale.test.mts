import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { resumeMany, waitForBatch } from '../fixtures/waiting/scale.mts';
import { Stage } from '../fixtures/waiting/stage.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';

let n8n: N8nInstance;
let stage: Stage;

beforeAll(async () => {
	const authority = makeCertificateAuthority();
	n8n = await startN8n({ https: { ...authority.issue(), ca: authority.ca } });
	await n8n.setupOwner();
	stage = new Stage(n8n, authority);
}, 900_000);

afterAll(async () => {
	const violations = await stage?.close();
	await n8n?.stop();
	expect(violations).toEqual([]);
}, 60_000);

describe('waiting at scale in regular mode', () => {
	it('resumes 250 of 250 executions once, each with its own transcript', async () => {
		const { wrong, ...result } = await resumeMany(stage);

		expect(wrong).toEqual([]);
		expect(result).toMatchObject({ executions: 250, right: 250 });
		expect(result.seconds).toBeLessThan(60);
	}, 300_000);

	it('resumes one execution with 500 recordings once, with their transcripts in order', async () => {
		const result = await waitForBatch(stage);

		expect(result).toMatchObject({
			inOrder: 500,
			resumes: 1,
			requests: { uploadAndTranscribe: 500 },
		});
		expect(result.furtherRequests).toBeLessThanOrEqual(60);
	}, 400_000);
});
