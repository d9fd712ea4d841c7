import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { INode } from 'n8n-workflow';

import { wavStream } from '../fixtures/wav.mts';
import { startKoldanServer } from '../koldan-server/server.mts';
import type { KoldanServer } from '../koldan-server/server.mts';
import { outputOf } from '../n8n/client.mts';
import type { Execution, WorkflowFile } from '../n8n/client.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { idleMemory, peakMemory } from '../n8n/memory.mts';
import { httpUploadNode, UPLOAD_PATH } from '../suites/large-recording.mts';
import { credentialOf } from '../suites/waiting/stage.mts';

const SIZE = 1_000_000_000;
const MB = 1_000_000;

let koldan: KoldanServer;
let n8n: N8nInstance;
let recording: string;
let credentials: Record<string, string>;

type Does = Pick<INode, 'type' | 'typeVersion' | 'parameters'>;

/** Reads the recording into n8n's binary store, which is n8n's own doing. */
const readFile = (): Does => ({
	type: 'n8n-nodes-base.readWriteFile',
	typeVersion: 1.1,
	parameters: { operation: 'read', fileSelector: recording, options: {} },
});

/**
 * Brings the recording, then sleeps until it is resumed, then uploads: so that bringing the file is over when measuring the
 * upload begins. The first branch tells the address to resume by.
 */
function workflow(uploader: Does, source: Does): WorkflowFile {
	const node = (name: string, position: INode['position'], rest: Does): INode => ({
		...rest,
		id: name,
		name,
		position,
	});
	const chosen = {
		koldanApi: { id: '', name: 'Koldan account' },
		koldanOAuth2Api: { id: '', name: 'Koldan sign-in' },
	};
	const to = (...targets: Array<[name: string, input: number]>) => ({
		main: [targets.map(([name, index]) => ({ node: name, type: 'main' as const, index }))],
	});
	return {
		name: `Upload with ${uploader.type}`,
		nodes: [
			node('Start', [0, 0], {
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
			}),
			node('Address', [200, -200], {
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: '={{ { url: $execution.resumeUrl } }}' },
			}),
			{
				...node('Read', [200, 0], source),
				...(source.type.includes('koldan') ? { credentials: chosen } : {}),
			},
			{
				...node('Sleep', [400, 0], {
					type: 'n8n-nodes-base.wait',
					typeVersion: 1.1,
					parameters: { resume: 'webhook', httpMethod: 'POST' },
				}),
				webhookId: randomUUID(),
			},
			// A resumed Wait node puts out the request that woke it: go on with the file instead.
			node('File', [600, 0], {
				type: 'n8n-nodes-base.merge',
				typeVersion: 3.1,
				parameters: { mode: 'chooseBranch', output: 'specifiedInput', useDataOfInput: '1' },
			}),
			{
				...node('Upload', [800, 0], uploader),
				credentials: chosen,
			},
		],
		connections: {
			Start: to(['Address', 0], ['Read', 0]),
			Read: to(['File', 0], ['Sleep', 0]),
			Sleep: to(['File', 1]),
			File: to(['Upload', 0]),
		},
	};
}

/** Runs the workflow to its sleep, lets n8n's memory settle, then measures the upload alone. All in bytes. */
async function measure(
	uploader: Does,
	source = readFile(),
): Promise<{ execution: Execution; idle: number; peak: number; peakBefore: number }> {
	const id = await n8n.importWorkflow(workflow(uploader, source), credentials);
	await n8n.process.resetPeak();
	const executionId = await n8n.run(id, 'Start');
	const asleep = await n8n.waitForExecution(executionId, undefined, ['waiting', 'error']);
	const { peak: peakBefore } = await n8n.rss();
	const [address] = outputOf(asleep, 'Address');
	const idle = await idleMemory(n8n.process);
	const { result, peak } = await peakMemory(n8n.process, async () => {
		await n8n.request('POST', String(address.json.url), {});
		return await n8n.waitForExecution(executionId);
	});
	return { execution: result, idle, peak, peakBefore };
}

async function sha256(file: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(file), hash);
	return hash.digest('hex');
}

beforeAll(async () => {
	// What happens to the recording after the upload is not measured here.
	koldan = await startKoldanServer({
		recognizer: 'simulation',
		behaviour: { autoFinish: false },
		issuer: {},
	});
	n8n = await startN8n({ env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' } });
	await n8n.setupOwner();
	const { issuer, ...withoutIssuer } = koldan;
	credentials = {
		koldanApi: await n8n.importCredentials(credentialOf(withoutIssuer)),
		koldanOAuth2Api: await n8n.importCredentials(credentialOf({ ...withoutIssuer, issuer })),
	};
	recording = join(n8n.filesFolder, 'long meeting.wav');
	await pipeline(wavStream(SIZE), createWriteStream(recording));
});

afterAll(async () => {
	await n8n?.stop();
	await koldan?.close();
});

const uploadNode = (authentication: 'apiKey' | 'oAuth2') => ({
	type: 'n8n-nodes-koldan.koldan',
	typeVersion: 1,
	parameters: {
		authentication,
		resource: 'transcription',
		operation: 'upload',
		source: 'file',
		binaryPropertyName: 'data',
		model: { __rl: true, mode: 'id', value: 'general' },
		waitForCompletion: 'none',
	},
});

describe('uploading a recording of 1 GB', () => {
	test('raises the memory of n8n by no more than 100 MB over idle', async () => {
		const { execution, idle, peak } = await measure(uploadNode('apiKey'));

		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
		const [file] = koldan.files.list();
		expect({ size: file.size, sha256: file.sha256 }).toEqual({
			size: SIZE,
			sha256: await sha256(recording),
		});
		expect(koldan.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		console.log(
			`Koldan node: ${Math.round(idle / MB)} MB idle, ${Math.round(peak / MB)} MB at most`,
		);
		expect(peak - idle).toBeLessThan(100 * MB);
	});

	test('which is refused at first because of the token, takes no more, and starts one job', async () => {
		koldan.reset();
		koldan.faults.add({
			kind: 'status',
			status: 401,
			operationId: 'uploadAndTranscribe',
			count: 1,
		});
		const { execution, idle, peak } = await measure(uploadNode('oAuth2'));

		expect(execution.data.resultData.error).toBeUndefined();
		expect(koldan.files.list().map(({ size }) => size)).toEqual([SIZE]);
		expect(koldan.counters.jobsCreated).toBe(1);
		expect(koldan.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
		console.log(`Refused: ${Math.round(idle / MB)} MB idle, ${Math.round(peak / MB)} MB at most`);
		expect(peak - idle).toBeLessThan(100 * MB);
	});
});

describe('a recording of 2 GB that Koldan has', () => {
	const LARGE = 2_000_000_000;
	const onFiles = (operation: string, fileId?: string): Does => ({
		type: 'n8n-nodes-koldan.koldan',
		typeVersion: 1,
		parameters: {
			resource: 'file',
			operation,
			...(fileId ? { fileId: { __rl: true, mode: 'id', value: fileId } } : {}),
		},
	});
	const generated = (size: number) =>
		koldan.files.add({
			name: 'long',
			filename: 'long.wav',
			localPath: null,
			generatedSize: size,
			size,
		});

	test('is downloaded, and uploaded again, each with no more than 100 MB over idle', async () => {
		koldan.reset();
		// Koldan keeps neither: the one is made as it is sent, and the other counted as it comes.
		koldan.behaviour.keepUploads = false;
		// What n8n loads for its first execution is not measured here.
		await measure(onFiles('upload'), onFiles('download', generated(MB).id));
		const { id } = generated(LARGE);
		const idleBefore = await idleMemory(n8n.process);
		const { execution, idle, peak, peakBefore } = await measure(
			onFiles('upload'),
			onFiles('download', id),
		);

		expect(execution.data.resultData.error).toBeUndefined();
		expect(outputOf(execution, 'Read')[0].json).toMatchObject({ id, size: LARGE });
		const uploaded = koldan.files.get(String(outputOf(execution, 'Upload')[0].json.id));
		const hash = createHash('sha256');
		await pipeline(wavStream(LARGE), hash);
		expect(uploaded).toMatchObject({ size: LARGE, sha256: hash.digest('hex') });
		const [down, up] = [peakBefore - idleBefore, peak - idle];
		console.log(`2 GB: ${Math.round(down / MB)} MB to download, ${Math.round(up / MB)} to upload`);
		expect(down).toBeLessThan(100 * MB);
		expect(up).toBeLessThan(100 * MB);
	});
});

// Shows that the measure above would see a recording that is held in memory.
test("n8n's own HTTP Request node takes far more to upload 1 GB", async () => {
	const { execution, idle, peak } = await measure(httpUploadNode(`${koldan.url}${UPLOAD_PATH}`));

	expect(execution.status).toBe('success');
	console.log(
		`HTTP Request node: ${Math.round(idle / MB)} MB idle, ${Math.round(peak / MB)} MB at most`,
	);
	expect(peak - idle).toBeGreaterThan(SIZE / 2);
});
