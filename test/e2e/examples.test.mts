import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { startChatModel } from '../fixtures/chat-model.mts';
import { startWebhookReceiver } from '../fixtures/webhook-receiver.mts';
import type { WebhookReceiver } from '../fixtures/webhook-receiver.mts';
import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { outputOf } from '../n8n/client.mts';
import type { Execution, WorkflowFile } from '../n8n/client.mts';
import { useN8n } from '../suites/use-n8n.mts';

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

const running = useN8n();
let koldan: KoldanServer;
let receiver: WebhookReceiver;
let credential: string;

beforeAll(async () => {
	receiver = await startWebhookReceiver(running.authority);
	koldan = await startKoldanServer({
		recognizer: 'simulation',
		ca: running.authority.ca,
		behaviour: { jobDurationMs: 500, outcome: { status: 'COMPLETED', result: RESULT } },
	});
	credential = await running.n8n.importCredentials({
		name: 'Koldan account',
		type: 'koldanApi',
		data: { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url },
	});
});

afterAll(async () => {
	await koldan?.close();
	await receiver?.close();
	expect(koldan.contractViolations).toEqual([]);
});

/** Reads an example and changes the fields that its note asks the user to change. */
async function readExample(
	file: string,
	changes: Record<string, IDataObject>,
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

/** All texts in a node's parameters, by the path to them, such as `text` or `actionsUi.actionFields.0.text`. */
const textsIn = (value: unknown, path = ''): Array<[string, string]> =>
	typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([name, each]) =>
				textsIn(each, path === '' ? name : `${path}.${name}`),
			)
		: typeof value === 'string'
			? [[path, value]]
			: [];

/** A node for a service that is not there gives what it would have been told, with expressions evaluated. */
const standIn = (node: INode): INode => ({
	...node,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	credentials: undefined,
	parameters: {
		assignments: {
			assignments: textsIn(node.parameters).map(([name, value]) => ({
				id: name,
				name: name.replaceAll('.', ' '),
				type: 'string',
				value,
			})),
		},
		options: {},
	},
});

/** A recording that a service brings. */
const brought = async (field: string, json: IDataObject): Promise<INodeExecutionData> => ({
	json,
	binary: {
		[field]: {
			data: await readFile(RECORDING, 'base64'),
			mimeType: 'audio/wav',
			fileName: 'hello.wav',
			fileExtension: 'wav',
		},
	},
});

/** What the user chooses where a summary is wanted. */
const SUMMARIZED = {
	'Transcribe and Summarize': {
		options: {
			summary: {
				settings: { promptTemplateId: { __rl: true, mode: 'list', value: 'brief-template' } },
			},
		},
	},
};

/** Recordings of these names in a folder of their own. */
async function folderOf(name: string, recordings: string[]): Promise<string> {
	const folder = join(running.n8n.filesFolder, name);
	await mkdir(folder, { recursive: true });
	for (const file of recordings) await copyFile(RECORDING, join(folder, file));
	return folder;
}

/** Transcriptions of recordings that are called mute.wav fail while `work` goes on. */
async function whileMuteFails<T>(work: () => Promise<T>): Promise<T> {
	const { outcome } = koldan.behaviour;
	koldan.behaviour.outcome = ({ name }) =>
		name === 'mute.wav'
			? { status: 'FAILED', errorCode: 'EMPTY_AUDIO' }
			: { status: 'COMPLETED', result: RESULT };
	try {
		return await work();
	} finally {
		koldan.behaviour.outcome = outcome;
	}
}

/** Runs an example in which pinned data, and nodes that only say what they were told, stand for services. */
async function runWithoutServices(
	file: string,
	trigger: string,
	pinData: Record<string, INodeExecutionData[]>,
	services: string[],
	changes: Record<string, IDataObject> = {},
	credentials: Record<string, string> = {},
): Promise<Execution> {
	const there = { koldanApi: credential, ...credentials };
	const workflow = await readExample(file, changes);
	const id = await running.n8n.importWorkflow(
		{
			...workflow,
			pinData,
			nodes: workflow.nodes.map((node) => {
				if (services.includes(node.name)) return standIn(node);
				// n8n wants the credential of a node also where its data is pinned.
				const isThere = Object.keys(node.credentials ?? {}).every((type) => type in there);
				return isThere ? node : { ...node, credentials: undefined };
			}),
		},
		there,
	);
	const execution = await running.n8n.runOnce(id, trigger);
	expect(execution.data.resultData.error?.message).toBeUndefined();
	return execution;
}

describe('the example workflows', () => {
	test('are all tested, and made for this package', async () => {
		const files = (await readdir(examples)).filter((file) => file.endsWith('.json'));
		// The first is what the demo runs.
		expect(files.sort()).toEqual([
			'call-centre-night-batch.json',
			'drive-to-minutes.json',
			'finished-transcriptions-to-app.json',
			'folder-to-transcripts.json',
			'form-to-subtitles.json',
			'meeting-to-chat.json',
			'meeting-to-tasks.json',
			'nightly-digest.json',
			'several-models.json',
			'telegram-voice-to-text.json',
			'transcribe-a-recording.json',
		]);
	});

	test('put a transcript with speakers beside each new recording of a folder', async () => {
		const folder = await folderOf('recordings', ['monday.wav', 'tuesday.wav']);
		const id = await running.n8n.importWorkflow(
			await readExample('folder-to-transcripts.json', {
				'Read Recordings': { fileSelector: `${folder}/*.{wav,mp3,m4a,mp4}` },
			}),
			{ koldanApi: credential },
		);
		const first = await running.n8n.runOnce(id, 'Every Night');
		expect(first.status).toBe('success');
		expect((await readdir(folder)).sort()).toEqual([
			'monday.txt',
			'monday.wav',
			'tuesday.txt',
			'tuesday.wav',
		]);
		const text = await readFile(join(folder, 'monday.txt'), 'utf8');
		expect(text).toMatch(/Speaker 1[^]*Good morning\. How can I help\?[^]*Speaker 2[^]*a table/);

		await copyFile(RECORDING, join(folder, 'wednesday.wav'));
		const second = await running.n8n.runOnce(id, 'Every Night');
		expect(second.status).toBe('success');
		expect(outputOf(second, 'Transcribe')).toHaveLength(1);
		expect(koldan.jobs.list()).toHaveLength(3);
		expect(await readdir(folder)).toContain('wednesday.txt');
	});

	test('send the summary and the text of what any finished transcription says to another app', async () => {
		const file = koldan.files.add({ name: 'Front desk' });
		const [job] = koldan.jobs.seed(1, { fileId: file.id, result: RESULT });
		const id = await running.n8n.importWorkflow(
			await readExample('finished-transcriptions-to-app.json', {
				'Send to Other App': { url: `${receiver.url}/app` },
			}),
			{ koldanApi: credential },
		);
		const trigger = 'When a Transcription Ends';
		expect((await running.n8n.runOnce(id, trigger)).status).toBe('success');
		const sent = receiver.received.map(({ body }) => JSON.parse(body) as unknown);
		expect(sent).toContainEqual({
			title: 'Front desk',
			summary: '2 min, 14 words: Good morning. How can I help? I would like a table.',
			text: RESULT.text,
			transcriptionId: job.id,
		});

		const before = receiver.received.length;
		await running.n8n.publish(id);
		const [next] = koldan.jobs.seed(1, { fileId: file.id, result: RESULT });
		await receiver.count(before + 1);
		expect(receiver.received.map(({ path, body }) => [path, body]).at(-1)).toEqual([
			'/app',
			expect.stringContaining(next.id),
		]);
		await running.n8n.unpublish(id);
	});

	test('answer a voice message in Telegram with its text', async () => {
		const message = await brought('data', { message: { chat: { id: 42 } } });
		const execution = await runWithoutServices(
			'telegram-voice-to-text.json',
			'Voice Message',
			{ 'Voice Message': [message, { json: { message: { chat: { id: 43 }, text: 'Hi' } } }] },
			['Reply'],
		);
		expect(outputOf(execution, 'Reply').map(({ json }) => json)).toEqual([
			expect.objectContaining({ chatId: '42', text: RESULT.text }),
		]);
	});

	test('send the subtitles of an uploaded recording by e-mail', async () => {
		const uploaded = await brought('Recording', { Email: 'dana@example.com' });
		const execution = await runWithoutServices(
			'form-to-subtitles.json',
			'Upload Form',
			{ 'Upload Form': [uploaded] },
			['Send Subtitles'],
		);
		const [made] = outputOf(execution, 'Make Subtitles');
		expect(made.binary?.data).toMatchObject({ fileName: 'hello.srt' });
		expect(outputOf(execution, 'Send Subtitles').map(({ json }) => json)).toEqual([
			expect.objectContaining({
				toEmail: 'dana@example.com',
				subject: 'Subtitles for hello.wav',
				'options attachments': 'data',
			}),
		]);
	});

	test('transcribe a night’s calls and list those that failed', async () => {
		const folder = await folderOf('calls', ['good.wav', 'mute.wav']);
		const id = await running.n8n.importWorkflow(
			await readExample('call-centre-night-batch.json', {
				'Read Calls': { fileSelector: `${folder}/*.wav` },
			}),
			{ koldanApi: credential },
		);
		const execution = await whileMuteFails(
			async () => await running.n8n.runOnce(id, 'Every Night'),
		);

		expect(execution.data.resultData.error?.message).toBeUndefined();
		expect((await readdir(folder)).sort()).toEqual(['good.txt', 'good.wav', 'mute.wav']);
		expect(outputOf(execution, 'Failed Calls').map(({ json }) => json)).toEqual([
			{
				call: 'mute.wav',
				reason: 'The recording has no sound (mute.wav)',
				whatToDo: expect.stringContaining('Check that the file has an audio track'),
			},
		]);
	});

	test('post the summary of a meeting, and keep its transcript', async () => {
		const execution = await runWithoutServices(
			'meeting-to-chat.json',
			'New Recording',
			{
				'New Recording': [{ json: { id: 'drive-1', webViewLink: 'https://drive.example.com/1' } }],
				'Download Recording': [await brought('data', { id: 'drive-1' })],
			},
			['Post Summary', 'Save Transcript'],
			SUMMARIZED,
		);
		const [{ json: posted }] = outputOf(execution, 'Post Summary');
		expect(posted.text).toMatch(
			/^\*hello\.wav\*\nExtract: Good morning\.[^]*\n\nhttps:\/\/drive\.example\.com\/1$/,
		);
		const [{ json: saved, binary }] = outputOf(execution, 'Save Transcript');
		expect(saved.name).toBe('hello.wav.txt');
		expect(binary).toBeUndefined();
	});

	test('write the minutes of a meeting into a document', async () => {
		const execution = await runWithoutServices(
			'drive-to-minutes.json',
			'New Recording',
			{
				'New Recording': [{ json: { id: 'drive-1' } }],
				'Download Recording': [await brought('data', { id: 'drive-1' })],
			},
			['Create Document', 'Write Minutes'],
			SUMMARIZED,
		);
		const [{ json: created }] = outputOf(execution, 'Create Document');
		expect(created.title).toBe('Minutes of hello.wav');
		const [{ json: written }] = outputOf(execution, 'Write Minutes');
		expect(written['actionsUi actionFields 0 text']).toMatch(
			/^Extract: Good morning\.[^]*\n\nWho said what\n\nSpeaker 1[^]*Speaker 2[^]*For two, please\.\n$/,
		);
	});

	test('let an AI agent find the tasks that a meeting agreed on', async () => {
		const tasks = 'Speaker 1 books a table for two.';
		const model = await startChatModel(() => ({ text: tasks }));
		try {
			const openAiApi = await running.n8n.importCredentials({
				name: 'Model',
				type: 'openAiApi',
				data: { apiKey: 'none', url: model.url },
			});
			const execution = await runWithoutServices(
				'meeting-to-tasks.json',
				'Upload Form',
				{ 'Upload Form': [await brought('Recording', { Email: 'dana@example.com' })] },
				['Send Tasks'],
				{},
				{ openAiApi },
			);
			const [{ json: sent }] = outputOf(execution, 'Send Tasks');
			expect(sent).toMatchObject({
				toEmail: 'dana@example.com',
				subject: 'Tasks from hello.wav',
				text: expect.stringMatching(
					/^Speaker 1 books a table for two\.\n\nThe whole transcript:\n\nSpeaker 1/,
				),
			});
			const [{ messages }] = model.requests;
			expect(messages.at(-1)?.content).toMatch(/^Speaker 1[^]*I would like a table/);
		} finally {
			await model.close();
		}
	});

	test('write transcripts and subtitles of a night’s recordings, and one digest of all summaries', async () => {
		const folder = await folderOf('digest', ['monday.wav', 'mute.wav', 'tuesday.wav']);
		const execution = await whileMuteFails(
			async () =>
				await runWithoutServices('nightly-digest.json', 'Every Night', {}, ['Send Digest'], {
					...SUMMARIZED,
					'Read Recordings': { fileSelector: `${folder}/*.{wav,mp3,m4a,mp4}` },
				}),
		);
		expect((await readdir(folder)).sort()).toEqual([
			'monday.srt',
			'monday.txt',
			'monday.wav',
			'mute.wav',
			'tuesday.srt',
			'tuesday.txt',
			'tuesday.wav',
		]);
		expect(await readFile(join(folder, 'monday.txt'), 'utf8')).toBe(RESULT.text);
		expect(await readFile(join(folder, 'tuesday.srt'), 'utf8')).toMatch(/^1\r?\n00:00:00,000 --> /);
		const [{ json: sent }, ...more] = outputOf(execution, 'Send Digest');
		expect(more).toEqual([]);
		expect(sent.subject).toMatch(/^2 recordings of /);
		expect(sent.text).toMatch(/^monday\.wav\nExtract: Good[^]*\n\ntuesday\.wav\nExtract: Good/);
		expect(outputOf(execution, 'Failed Recordings').map(({ json }) => json)).toEqual([
			{ recording: 'mute.wav', reason: 'The recording has no sound (mute.wav)' },
		]);
	});

	test('transcribe one recording with several models, uploaded once', async () => {
		const folder = await folderOf('models', ['recording.wav']);
		const before = koldan.jobs.list().length;
		const execution = await runWithoutServices('several-models.json', 'Start', {}, [], {
			'Read Recording': { fileSelector: `${folder}/recording.wav` },
		});
		expect(outputOf(execution, 'All Transcripts').map(({ json }) => json)).toEqual(
			['general', 'telephony', 'hebrew-general'].map((model) =>
				expect.objectContaining({ model, text: RESULT.text }),
			),
		);
		const fileIds = koldan.jobs.list().map(({ fileId }) => fileId);
		expect(fileIds).toHaveLength(before + 3);
		expect(new Set(fileIds.slice(before)).size).toBe(1);
	});
});
