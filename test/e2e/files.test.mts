/** Files of Koldan in a real n8n, with the packed package installed: a recording's whole life, and an import that is waited for. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INode } from 'n8n-workflow';

import { makeWav } from '../fixtures/wav.mts';
import { outputOf } from '../n8n/client.mts';
import type { Execution } from '../n8n/client.mts';
import { readNode } from '../suites/large-recording.mts';
import { useN8n } from '../suites/use-n8n.mts';
import type { Scene } from '../suites/waiting/stage.mts';
import { connect, koldanNode, node } from '../suites/waiting/workflow.mts';

const running = useN8n();

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** The file of the step with this name, as the editor saves a choice from the list. */
const fileOf = (step: string) => ({
	__rl: true,
	mode: 'list',
	value: `={{ $('${step}').item.json.id }}`,
});

const fileNode = (
	name: string,
	position: number,
	operation: string,
	parameters: IDataObject,
): INode => ({
	...koldanNode(position, 'create'),
	name,
	parameters: { resource: 'file', operation, ...parameters },
});

const transcribeNode = (position: number, step: string, options: IDataObject = {}): INode => ({
	...koldanNode(position, 'create', { fileId: fileOf(step), options }),
	name: 'Transcribe',
});

async function run(scene: Scene, nodes: INode[]): Promise<Execution> {
	const start = node('Start', 'manualTrigger', 1, 0);
	const workflow = await scene.importWorkflow({
		name: 'Files',
		nodes: [start, ...nodes],
		connections: connect(start.name, ...nodes.map(({ name }) => name)),
	});
	return await running.n8n.runOnce(workflow, start.name);
}

const jsonOf = (execution: Execution, step: string) =>
	outputOf(execution, step).map(({ json }) => json);

describe.each(['here', 'other-host'] as const)('a recording whose content lies %s', (place) => {
	test('is uploaded, transcribed, downloaded, changed, discarded and deleted', async () => {
		const scene = await running.stage.open({
			fileContentAt: place,
			outcome: { status: 'COMPLETED', result: { text: 'some words' } },
		});
		const [{ path = '' }] = await scene.recordings(['interview']);
		const steps = { fileId: fileOf('Upload') };
		const execution = await run(scene, [
			readNode(path),
			fileNode('Upload', 2, 'upload', { options: { path: '/talks/', tags: 'a, b' } }),
			fileNode('Get', 3, 'get', steps),
			transcribeNode(4, 'Upload'),
			fileNode('Download', 5, 'download', { ...steps, outputBinaryField: 'audio' }),
			node('Hash', 'crypto', 1, 6, {
				action: 'hash',
				type: 'SHA256',
				binaryData: true,
				binaryPropertyName: 'audio',
				dataPropertyName: 'hash',
			}),
			fileNode('Update', 7, 'update', { ...steps, updateFields: { name: 'Dana' } }),
			fileNode('Get Many', 8, 'getAll', { filters: { name: 'dana' } }),
			fileNode('Discard', 9, 'discardContent', steps),
			fileNode('Delete', 10, 'delete', steps),
		]);

		expect(execution.data.resultData.error).toBeUndefined();
		const [file] = scene.koldan.files.list();
		const { id } = file;
		const hash = sha256(await readFile(path));
		expect(file).toMatchObject({ sha256: hash, path: '/talks/', tags: ['a', 'b'] });
		expect(jsonOf(execution, 'Get')).toEqual([expect.objectContaining({ id, size: file.size })]);
		expect(jsonOf(execution, 'Transcribe')).toEqual([
			expect.objectContaining({ text: 'some words', fileId: id }),
		]);
		expect(outputOf(execution, 'Download')[0].binary?.audio).toMatchObject({
			fileName: 'interview.wav',
			mimeType: 'audio/wav',
		});
		expect(jsonOf(execution, 'Hash')).toEqual([expect.objectContaining({ id, hash })]);
		expect(jsonOf(execution, 'Update')).toEqual([expect.objectContaining({ id, name: 'Dana' })]);
		expect(jsonOf(execution, 'Get Many')).toEqual([expect.objectContaining({ id })]);
		expect(jsonOf(execution, 'Discard')).toEqual([{ contentDiscarded: true, id }]);
		expect(jsonOf(execution, 'Delete')).toEqual([{ deleted: true, id }]);
		expect(file).toMatchObject({ name: 'Dana', isContentDiscarded: true, isDeleted: true });
		expect(scene.koldan.contentHost.requests).toEqual(
			place === 'here' ? [] : [{ credentials: [], status: 200 }],
		);
	});
});

describe('an import from a URL', () => {
	const content = makeWav({ seconds: 1 });
	let source: Server;
	let uri: string;
	beforeAll(async () => {
		source = createServer((_, response) => response.end(content));
		await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
		uri = `http://127.0.0.1:${(source.address() as AddressInfo).port}/talk.wav`;
	});
	afterAll(() => {
		source.closeAllConnections();
		source.close();
	});

	test.each([
		['is waited for', true],
		['goes on, and its transcription waits for it', false],
	])('%s', async (_, waitForImport) => {
		const scene = await running.stage.open({
			importDurationMs: 2_500,
			outcome: { status: 'COMPLETED', result: { text: 'some words' } },
		});
		const execution = await run(scene, [
			fileNode('Import', 1, 'import', { uri, waitForImport }),
			transcribeNode(2, 'Import', { waitForImport: true }),
		]);

		expect(execution.data.resultData.error).toBeUndefined();
		const [{ id, sha256: hash }] = scene.koldan.files.list();
		expect(hash).toBe(sha256(content));
		expect(jsonOf(execution, 'Import')).toEqual([
			expect.objectContaining({ id, ingestionStatus: waitForImport ? 'COMPLETED' : 'PENDING' }),
		]);
		expect(jsonOf(execution, 'Transcribe')).toEqual([
			expect.objectContaining({ text: 'some words', fileId: id }),
		]);
		expect(scene.koldan.counters.jobsCreated).toBe(1);
	});
});
