import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import { startWebhookReceiver } from '../fixtures/webhook-receiver.mts';
import type { WebhookReceiver } from '../fixtures/webhook-receiver.mts';
import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { outputOf } from '../n8n/client.mts';
import type { WorkflowFile } from '../n8n/client.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';

const examples = join(import.meta.dirname, '..', '..', 'examples');
const RECORDING = join(examples, 'go-forward-ten-meters.wav');

const RESULT = {
	text: 'Good morning. How can I help? I would like a table. For two, please.',
	detectedLanguages: ['en'],
	confidence: 0.9,
	duration: 61,
	segments: [
		{ start: 0, end: 3, text: 'Good morning. How can I help?', speaker: 'SPEAKER_00' },
		{ start: 3, end: 6, text: 'I would like a table. For two, please.', speaker: 'SPEAKER_01' },
	].map((segment) => ({
		...segment,
		confidence: null,
		language: 'en',
		channel: null,
		words: null,
	})),
};

let koldan: KoldanServer;
let receiver: WebhookReceiver;
let n8n: N8nInstance;
let credential: string;

beforeAll(async () => {
	const authority = makeCertificateAuthority();
	receiver = await startWebhookReceiver(authority);
	koldan = await startKoldanServer({
		recognizer: 'simulation',
		ca: authority.ca,
		behaviour: { jobDurationMs: 500, outcome: { status: 'COMPLETED', result: RESULT } },
	});
	n8n = await startN8n({ https: { ...authority.issue(), ca: authority.ca } });
	await n8n.setupOwner();
	credential = await n8n.importCredentials({
		name: 'Koldan account',
		type: 'koldanApi',
		data: { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url },
	});
}, 900_000);

afterAll(async () => {
	await n8n?.stop();
	await koldan?.close();
	await receiver?.close();
	expect(koldan.contractViolations).toEqual([]);
}, 60_000);

/** Reads an example and changes the fields that its note asks the user to change. */
async function readExample(
	file: string,
	changes: Record<string, Record<string, string>>,
): Promise<WorkflowFile> {
	const workflow = JSON.parse(await readFile(join(examples, file), 'utf8')) as WorkflowFile;
	const note = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote');
	for (const [name, parameters] of Object.entries(changes)) {
		const node = workflow.nodes.find((each) => each.name === name);
		expect(JSON.stringify(note?.parameters)).toContain(`**${name}**`);
		Object.assign(node?.parameters ?? {}, parameters);
	}
	return workflow;
}

describe('the example workflows', () => {
	it('are all tested, and made for this package', async () => {
		const files = (await readdir(examples)).filter((file) => file.endsWith('.json'));
		// The first is what the demo runs.
		expect(files.sort()).toEqual([
			'finished-transcriptions-to-app.json',
			'folder-to-transcripts.json',
			'transcribe-a-recording.json',
		]);
	});

	it('put a transcript with speakers beside each new recording of a folder', async () => {
		const folder = join(n8n.filesFolder, 'recordings');
		await mkdir(folder);
		for (const name of ['monday.wav', 'tuesday.wav']) await copyFile(RECORDING, join(folder, name));
		const id = await n8n.importWorkflow(
			await readExample('folder-to-transcripts.json', {
				'Read Recordings': { fileSelector: `${folder}/*.{wav,mp3,m4a,mp4}` },
			}),
			{ koldanApi: credential },
		);
		const first = await n8n.runOnce(id, 'Every Night');
		expect(first.status).toBe('success');
		expect((await readdir(folder)).sort()).toEqual([
			'monday.txt',
			'monday.wav',
			'tuesday.txt',
			'tuesday.wav',
		]);
		const text = await readFile(join(folder, 'monday.txt'), 'utf8');
		expect(text).toMatch(/SPEAKER_00[^]*Good morning\. How can I help\?[^]*SPEAKER_01[^]*a table/);

		await copyFile(RECORDING, join(folder, 'wednesday.wav'));
		const second = await n8n.runOnce(id, 'Every Night');
		expect(second.status).toBe('success');
		expect(outputOf(second, 'Transcribe')).toHaveLength(1);
		expect(koldan.jobs.list()).toHaveLength(3);
		expect(await readdir(folder)).toContain('wednesday.txt');
	}, 180_000);

	it('send the summary and the text of what any finished transcription says to another app', async () => {
		const file = koldan.files.add({ name: 'Front desk' });
		const [job] = koldan.jobs.seed(1, { fileId: file.id, result: RESULT });
		const id = await n8n.importWorkflow(
			await readExample('finished-transcriptions-to-app.json', {
				'Send to Other App': { url: `${receiver.url}/app` },
			}),
			{ koldanApi: credential },
		);
		const trigger = 'When Any Job Ends';
		expect((await n8n.runOnce(id, trigger)).status).toBe('success');
		const sent = receiver.received.map(({ body }) => JSON.parse(body) as unknown);
		expect(sent).toContainEqual({
			title: 'Front desk',
			summary: '2 min, 14 words: Good morning. How can I help? I would like a table.',
			text: RESULT.text,
			transcriptionId: job.id,
		});

		const before = receiver.received.length;
		await n8n.publish(id);
		const [next] = koldan.jobs.seed(1, { fileId: file.id, result: RESULT });
		await receiver.count(before + 1);
		expect(receiver.received.map(({ path, body }) => [path, body]).at(-1)).toEqual([
			'/app',
			expect.stringContaining(next.id),
		]);
		await n8n.unpublish(id);
	}, 180_000);
});
