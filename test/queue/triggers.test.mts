import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { testManual } from '../fixtures/triggers/manual.mts';
import { testTrigger } from '../fixtures/triggers/trigger.mts';
import { Stage } from '../fixtures/waiting/stage.mts';
import { servicesMissing, startQueue } from '../n8n/queue.mts';
import type { N8nQueue } from '../n8n/queue.mts';

const WEBHOOK_PROCESSES = 2;

let n8n: N8nQueue;
let stage: Stage;

beforeAll(async () => {
	const missing = await servicesMissing();
	if (missing) throw new Error(missing);
	const authority = makeCertificateAuthority();
	n8n = await startQueue({
		workers: 1,
		webhooks: WEBHOOK_PROCESSES,
		https: { ...authority.issue(), ca: authority.ca },
	});
	await n8n.setupOwner();
	stage = new Stage(n8n, authority);
}, 900_000);

afterAll(async () => {
	const violations = await stage?.close();
	await n8n?.stop();
	expect(violations).toEqual([]);
}, 60_000);

describe('the Koldan Trigger in queue mode', () => {
	testTrigger(() => stage, WEBHOOK_PROCESSES);
});

describe('a test event in queue mode', () => {
	testManual(() => stage);
});
