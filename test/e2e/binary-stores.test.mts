/**
 * Recordings from each of the stores in which n8n can keep files, and transcripts put into it: in memory (n8n's default before
 * version 2), on disk (its default since), in the database (queue mode's default), and in S3.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { INode } from 'n8n-workflow';

import { itemsNode } from '../fixtures/nodes/own-nodes.mts';
import { startS3Server } from '../fixtures/s3-server.mts';
import type { S3Server } from '../fixtures/s3-server.mts';
import { resultOf, spoken } from '../fixtures/transcripts.mts';
import type { Outcome } from '../koldan-server/behaviour.mts';
import { outputOf } from '../n8n/client.mts';
import type { WorkflowFile } from '../n8n/client.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { startN8n } from '../n8n/instance.mts';
import { chosenVersion, differencesOf } from '../n8n/versions.mts';
import {
	BOUND,
	largeRecording,
	MB,
	memoryOf,
	readNode,
	SIZE,
	uploadNode,
	useInspectedN8n,
} from '../suites/large-recording.mts';
import type { InUse } from '../suites/use-n8n.mts';
import { connect, koldanNode, node } from '../suites/waiting/workflow.mts';

const { readsS3Unlicensed } = differencesOf(chosenVersion());

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** Uploads what `source` brings, and reads the subtitles that come out as a file. */
function subtitlesWorkflow(source: INode): WorkflowFile {
	const koldan = koldanNode(2, 'upload', {
		waitForCompletion: 'webhook',
		outputFormat: 'srt',
		putOutputIn: 'file',
	});
	return {
		name: 'Subtitles',
		nodes: [
			node('Start', 'manualTrigger', 1, 0),
			source,
			koldan,
			node('Text', 'extractFromFile', 1, 3, { operation: 'text', options: {} }),
		],
		connections: connect('Start', source.name, koldan.name, 'Text'),
	};
}

const SRT = /^1\n00:00:00,000 --> 00:00:0\d,\d{3}\nhello there\n+$/;

const SPOKEN: Outcome = { status: 'COMPLETED', result: resultOf([spoken(0, 'hello there')]) };

/** n8n's own node that streams a file, and does no more than that. */
const hashNode = (): INode =>
	node('Hash', 'crypto', 1, 4, {
		action: 'hash',
		type: 'SHA256',
		binaryData: true,
		binaryPropertyName: 'data',
		dataPropertyName: 'hash',
	});

function report(store: string, memory: number, more = ''): void {
	console.log(`200 MB from ${store}: ${Math.round(memory / MB)} MB${more}`);
}

async function testSubtitles(
	{ n8n, stage }: InUse<N8nInstance>,
	prefix: string | undefined,
	sourceOf: (path: string) => INode | Promise<INode> = readNode,
): Promise<void> {
	const scene = await stage.open({ outcome: SPOKEN });
	const [{ path = '' }] = await scene.recordings(['interview']);
	const workflow = await scene.importWorkflow(subtitlesWorkflow(await sourceOf(path)));
	const execution = await n8n.runOnce(workflow, 'Start');

	expect(execution.data.resultData.error).toBeUndefined();
	expect(scene.koldan.files.list()[0].sha256).toBe(sha256(await readFile(path)));
	const given = outputOf(execution, 'Koldan')[0].binary?.data;
	expect(given).toMatchObject({ fileName: 'interview.srt', mimeType: 'application/x-subrip' });
	if (prefix) expect(given?.id?.startsWith(prefix)).toBe(true);
	else expect(Buffer.from(given?.data ?? '', 'base64').toString()).toMatch(SRT);
	expect(outputOf(execution, 'Text')[0].json.data).toMatch(SRT);
}

const SUBTITLES = 'uploads a recording as it is, and keeps subtitles for the next node';
const MEMORY = 'takes little memory to upload a recording of 200 MB';

describe('an n8n that keeps files in memory', () => {
	const { running, port } = useInspectedN8n({ N8N_DEFAULT_BINARY_DATA_MODE: 'default' });

	test(SUBTITLES, async () => await testSubtitles(running, undefined));

	// n8n itself holds the recording as Base64, before as well as after.
	test(MEMORY, async () => {
		const recording = readNode(await largeRecording(running.n8n));
		const memory = await memoryOf(running, recording, uploadNode(), port());

		report('memory', memory);
		expect(memory).toBeLessThan(BOUND);
	});
});

describe('an n8n that keeps files in its database', () => {
	const { running, port } = useInspectedN8n({ N8N_DEFAULT_BINARY_DATA_MODE: 'database' });

	test(SUBTITLES, async () => await testSubtitles(running, 'database:'));

	// n8n reads the whole file from the database, whoever asks for it as a stream.
	test(`${MEMORY} beside what n8n takes to read it`, async () => {
		const recording = readNode(await largeRecording(running.n8n));
		const theirs = await memoryOf(running, recording, hashNode(), port());
		const memory = await memoryOf(running, recording, uploadNode(), port());

		report('the database', memory, `; n8n’s own Crypto node ${Math.round(theirs / MB)} MB`);
		expect(theirs).toBeGreaterThan(SIZE);
		expect(memory - theirs).toBeLessThan(BOUND);
	});
});

describe('an n8n that keeps files on disk', () => {
	let s3: S3Server;
	beforeAll(async () => {
		s3 = await startS3Server();
	});
	afterAll(async () => await s3.close());
	const { running, port } = useInspectedN8n(() => ({
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		...s3.settings,
	}));

	test(SUBTITLES, async () => await testSubtitles(running, 'filesystem-v2:'));

	test(MEMORY, async () => {
		const recording = readNode(await largeRecording(running.n8n));
		const memory = await memoryOf(running, recording, uploadNode(), port());

		report('disk', memory);
		expect(memory).toBeLessThan(BOUND);
	});

	/** n8n writes to S3 only with a licence, but reads what is there without one (n8n 1 does neither). */
	(readsS3Unlicensed ? describe : describe.skip)('and reads files from S3', () => {
		const inS3 = async (path: string) => {
			const file = { fileName: 'interview.wav', mimeType: 'audio/wav' };
			const id = await s3.put(await readFile(path), file);
			const binary = { data: { data: 's3', id, ...file } };
			return await itemsNode(running.n8n.filesFolder, [{ json: {}, binary }]);
		};

		test(SUBTITLES, async () => await testSubtitles(running, 'filesystem-v2:', inS3));

		test(MEMORY, async () => {
			const recording = await inS3(await largeRecording(running.n8n));
			const memory = await memoryOf(running, recording, uploadNode(), port());

			report('S3', memory);
			expect(memory).toBeLessThan(BOUND);
		});
	});

	test('would need a licence to keep files in S3', async () => {
		const env = { N8N_DEFAULT_BINARY_DATA_MODE: 's3', ...s3.settings };

		await expect(startN8n({ env })).rejects.toThrow(
			/S3 binary data storage requires a valid license|External storage selected but unavailable/,
		);
	});
});
