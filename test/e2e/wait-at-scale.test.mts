import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { testScale } from '../fixtures/waiting/scale-tests.mts';
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
	testScale(() => stage, 'regular');
});
