/** Every operation in a real n8n, with the packed package installed, against the local Koldan server. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWav } from '../fixtures/wav.mts';
import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { outputOf } from '../n8n/client.mts';
import type { Execution, WorkflowFile } from '../n8n/client.mts';
import { useN8n } from '../suites/use-n8n.mts';

const START = 'Start';

type Parameters = Record<string, unknown>;
interface Step {
	name: string;
	type?: string;
	typeVersion?: number;
	parameters: Parameters;
	more?: object;
}

const model = { __rl: true, mode: 'id', value: 'general' };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const ID = '={{ $("Upload").item.json.id }}';

const running = useN8n();
let koldan: KoldanServer;
let credential: string;

/** A workflow that is one line of nodes. Steps without a type are Koldan nodes. */
function line(steps: Step[]): WorkflowFile {
	const nodes = steps.map(({ name, type, typeVersion = 1, parameters, more }, index) => ({
		id: `node-${index}`,
		name,
		type: type ?? 'n8n-nodes-koldan.koldan',
		typeVersion,
		position: [index * 200, 0],
		parameters: type ? parameters : { resource: 'transcription', ...parameters },
		...(type ? {} : { credentials: { koldanApi: { id: '', name: '' } } }),
		...more,
	}));
	const connections = Object.fromEntries(
		steps
			.slice(1)
			.map(({ name }, index) => [
				steps[index].name,
				{ main: [[{ node: name, type: 'main', index: 0 }]] },
			]),
	);
	return {
		name: 'Test',
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
	} as unknown as WorkflowFile;
}

const start: Step = { name: START, type: 'n8n-nodes-base.manualTrigger', parameters: {} };
const readFiles = (pattern: string): Step => ({
	name: 'Read',
	type: 'n8n-nodes-base.readWriteFile',
	parameters: {
		operation: 'read',
		fileSelector: join(running.n8n.filesFolder, pattern),
		options: {},
	},
});

async function run(steps: Step[]): Promise<Execution> {
	const id = await running.n8n.importWorkflow(line(steps), { koldanApi: credential });
	return await running.n8n.runOnce(id, START);
}

const jsonOf = (execution: Execution, node: string, output = 0) =>
	outputOf(execution, node, output).map(({ json }) => json);
const errorOf = (execution: Execution) =>
	(execution.data as { resultData: { error?: { message: string } } }).resultData.error?.message;

beforeAll(async () => {
	koldan = await startKoldanServer({
		recognizer: 'simulation',
		ca: running.authority.ca,
		log: 'silent',
		behaviour: { jobDurationMs: 50 },
	});
	credential = await running.n8n.importCredentials({
		name: 'Koldan',
		type: 'koldanApi',
		data: { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url },
	});
});

afterAll(async () => {
	expect(koldan?.contractViolations ?? []).toEqual([]);
	await koldan?.close();
});

test('a job goes through its whole life', async () => {
	await writeFile(join(running.n8n.filesFolder, 'life.wav'), makeWav({ seconds: 2 }));
	koldan.behaviour.autoFinish = false;
	const execution = await run([
		start,
		readFiles('life.wav'),
		{
			name: 'Upload',
			parameters: { operation: 'upload', model, waitForCompletion: 'none', outputFormat: 'json' },
		},
		{
			name: 'Get',
			parameters: { operation: 'get', transcriptionId: byId(ID), outputFormat: 'json' },
		},
		{
			name: 'Update Webhook',
			parameters: {
				operation: 'updateWebhook',
				transcriptionId: byId(ID),
				url: 'https://localhost:1/hook',
				options: {
					secret: 'whsec_of_the_user',
					headers: { pairs: [{ name: 'X-Team', value: 'value-of-the-user' }] },
				},
			},
		},
		{
			name: 'Delete Webhook',
			parameters: { operation: 'deleteWebhook', transcriptionId: byId(ID) },
		},
		{ name: 'Cancel', parameters: { operation: 'cancel', transcriptionId: byId(ID) } },
		{
			name: 'Get Many',
			parameters: {
				operation: 'getAll',
				returnAll: true,
				simplify: true,
				filters: { status: ['CANCELLED'] },
			},
		},
		{
			name: 'Delete',
			parameters: { operation: 'delete', transcriptionId: byId(ID), purge: false },
		},
		{ name: 'Purge', parameters: { operation: 'purge', transcriptionId: byId(ID) } },
		{
			name: 'Look',
			parameters: { operation: 'get', transcriptionId: byId(ID), outputFormat: 'json' },
		},
	]);
	koldan.behaviour.autoFinish = true;

	expect(errorOf(execution)).toBeUndefined();
	expect(execution.status).toBe('success');
	const [{ id }] = jsonOf(execution, 'Upload') as Array<{ id: string }>;
	expect(jsonOf(execution, 'Get')).toEqual([expect.objectContaining({ id, status: 'PENDING' })]);
	expect(jsonOf(execution, 'Update Webhook')).toEqual([
		expect.objectContaining({ id, webhook: { url: 'https://localhost:1/hook' } }),
	]);
	expect(jsonOf(execution, 'Cancel')).toEqual([{ success: true, id }]);
	for (const node of ['Delete Webhook', 'Delete'])
		expect(jsonOf(execution, node)).toEqual([{ deleted: true, id }]);
	expect(jsonOf(execution, 'Purge')).toEqual([{ deleted: true, purged: true, id }]);
	expect(jsonOf(execution, 'Get Many')).toEqual([
		expect.objectContaining({ id, status: 'CANCELLED', fileName: 'life.wav' }),
	]);
	expect(jsonOf(execution, 'Look')).toEqual([
		expect.objectContaining({ id, isDeleted: true, isPurged: true }),
	]);
	expect(koldan.requests.map(({ operationId, status }) => `${operationId} ${status}`)).toEqual([
		'uploadAndTranscribe 201',
		'getTranscription 200',
		'updateTranscriptionWebhook 200',
		'deleteTranscriptionWebhook 204',
		'cancelTranscription 204',
		'listTranscriptions 200',
		'deleteTranscription 204',
		'purgeTranscription 204',
		'getTranscription 200',
	]);
	const shown = JSON.stringify(execution.data?.resultData?.runData);
	for (const secret of [koldan.apiKey, 'whsec_of_the_user":', 'signature='])
		expect(shown).not.toContain(secret);
});

test('50 items: successes and failures, each output paired with its input', async () => {
	const failing = (index: number) => index % 5 === 2;
	await Promise.all(
		Array.from({ length: 50 }, async (_, index) => {
			const number = String(index).padStart(2, '0');
			await writeFile(
				join(running.n8n.filesFolder, `batch-${number}${failing(index) ? ' EMPTY_AUDIO' : ''}.wav`),
				makeWav({ seconds: 1, tone: 200 + index }),
			);
		}),
	);
	const execution = await run([
		start,
		readFiles('batch-*.wav'),
		{
			name: 'Upload',
			parameters: { operation: 'upload', model, waitForCompletion: 'auto' },
			more: { onError: 'continueRegularOutput' },
		},
		{
			name: 'Pair',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: {
					assignments: [
						{
							id: 'a',
							name: 'source',
							type: 'string',
							value: '={{ $("Read").item.json.fileName }}',
						},
						{ id: 'b', name: 'error', type: 'string', value: '={{ $json.error ?? "" }}' },
						{ id: 'c', name: 'file', type: 'string', value: '={{ $json.fileName ?? "" }}' },
					],
				},
			},
		},
	]);

	expect(execution.status).toBe('success');
	const files = jsonOf(execution, 'Read').map(({ fileName }) => String(fileName));
	const pairs = jsonOf(execution, 'Pair');
	expect(files).toHaveLength(50);
	expect(pairs.map(({ source }) => source)).toEqual(files);
	const failed = pairs.filter(({ source }) => String(source).includes('EMPTY_AUDIO'));
	expect(failed).toHaveLength(10);
	for (const { error, source } of failed)
		expect(error).toBe(`The recording has no sound (${source})`);
	for (const { source, file, error } of pairs)
		if (!String(source).includes('EMPTY_AUDIO'))
			expect({ file, error }).toEqual({ file: source, error: '' });
});

test('a transcript comes out in every format, in a field or as a file', async () => {
	await writeFile(join(running.n8n.filesFolder, 'formats.wav'), makeWav({ seconds: 20 }));
	const upload = {
		name: 'Upload',
		parameters: {
			operation: 'upload',
			model,
			waitForCompletion: 'auto',
			diarization: 'SPEAKER',
		},
	};
	const result = (name: string, parameters: Parameters): Step => ({
		name,
		parameters: { operation: 'getResult', transcriptionId: byId(ID), ...parameters },
	});
	const execution = await run([
		start,
		readFiles('formats.wav'),
		upload,
		result('SRT', {
			outputFormat: 'srt',
			putOutputIn: 'file',
			outputBinaryField: 'subtitles',
			options: { outputFileName: 'talk' },
		}),
		result('VTT', { outputFormat: 'vtt', outputField: 'captions' }),
		result('Markdown', {
			outputFormat: 'markdown',
			options: { speakerNames: { pairs: [{ name: 'SPEAKER_00', value: 'Dana' }] } },
		}),
		result('CSV', { outputFormat: 'csv' }),
		result('Segments', { outputFormat: 'segments' }),
	]);

	expect(errorOf(execution)).toBeUndefined();
	expect(outputOf(execution, 'SRT')[0].binary?.subtitles).toMatchObject({
		fileName: 'talk.srt',
		fileExtension: 'srt',
		mimeType: 'application/x-subrip',
	});
	expect(jsonOf(execution, 'VTT')[0].captions).toMatch(/^WEBVTT\n\n00:00:0\d\.\d{3} --> /);
	expect(jsonOf(execution, 'Markdown')[0].transcript).toContain('**Dana**');
	expect(jsonOf(execution, 'CSV')[0].transcript).toMatch(/^index,start,end,speaker,/);
	const segments = jsonOf(execution, 'Segments');
	expect(segments.length).toBeGreaterThan(1);
	expect(segments.map(({ index }) => index)).toEqual(segments.map((_, index) => index));
});

test('the credential is tested by its quotas, and a wrong key is refused', async () => {
	const type = 'koldanApi';
	const data = { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: `${koldan.url}/` };
	expect(
		await running.n8n.testCredentials(credential, { name: 'Right', type, data }),
	).toMatchObject({
		status: 'OK',
	});
	const wrong = { ...data, apiKey: `kk-${'0'.repeat(64)}` };
	expect(
		await running.n8n.testCredentials(credential, { name: 'Wrong', type, data: wrong }),
	).toEqual({
		status: 'Error',
		message: expect.stringContaining('did not accept the API key or access token') as string,
	});
	const elsewhere = { ...data, baseUrl: `${koldan.url}/elsewhere` };
	expect(
		await running.n8n.testCredentials(credential, { name: 'Elsewhere', type, data: elsewhere }),
	).toEqual({ status: 'Error', message: 'There is no Koldan server at this Base URL' });
});

test('the list of transcriptions to choose from follows the operation', async () => {
	koldan.jobs.seed(3, { status: 'FAILED' });
	const [open] = koldan.jobs.seed(1, { status: 'IN_PROGRESS' });
	const [deleted] = koldan.jobs.seed(1, { isDeleted: true, deletedAt: Date.now() });
	koldan.jobs.seed(1, { isDeleted: true, deletedAt: Date.now(), isPurged: true });
	const list = async (operation: string): Promise<unknown[]> => {
		const { results } = await running.n8n.request<{ results: Array<{ value: string }> }>(
			'POST',
			'/rest/dynamic-node-parameters/resource-locator-results',
			{
				path: 'parameters.transcriptionId',
				nodeTypeAndVersion: { name: 'n8n-nodes-koldan.koldan', version: 1 },
				currentNodeParameters: { resource: 'transcription', operation },
				credentials: { koldanApi: { id: credential, name: 'Koldan' } },
				methodName: 'searchTranscriptions',
			},
		);
		return results.map(({ value }) => value);
	};
	expect(await list('purge')).toEqual([deleted.id]);
	expect(await list('cancel')).toEqual([open.id]);
	expect(await list('delete')).not.toContain(open.id);
});
