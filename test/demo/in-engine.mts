/** The first example in n8n's engine: its transcript as text, the same transcription once more as subtitles, and a summary. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import type { KoldanServer } from '../koldan-server/server.mts';
import type { WorkflowFile } from '../n8n/client.mts';
import { HarnessError } from '../n8n/harness-error.mts';
import { engineVersion, runInEngine } from './engine.mts';

const examples = join(import.meta.dirname, '..', '..', 'examples');
export const RECORDING = join(examples, 'go-forward-ten-meters.wav');
export const WORKFLOW = join(examples, 'transcribe-a-recording.json');
const KOLDAN_NODE = 'Transcribe';
const LAST_NODE = 'Transcript';

export interface DemoStage {
	koldan: KoldanServer;
	say(text: string): void;
	/** Where the server has its words from. */
	how: string;
	/** Has something done when the demo ends. */
	atEnd(end: () => Promise<void>): void;
}

/** The example workflow, reading the recording from `path`. */
export async function exampleFor(path: string): Promise<WorkflowFile> {
	const file = JSON.parse(await readFile(WORKFLOW, 'utf8')) as WorkflowFile;
	for (const node of file.nodes) {
		if (node.type === 'n8n-nodes-base.readWriteFile') node.parameters.fileSelector = path;
	}
	return file;
}

/** The example with another operation in the Koldan node. */
function withOperation(file: WorkflowFile, parameters: INodeParameters): WorkflowFile {
	const nodes = file.nodes.map((node) =>
		node.name === KOLDAN_NODE ? { ...node, parameters } : node,
	);
	return { ...file, nodes };
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The transcript of a transcription that has ended, as subtitles. */
const subtitlesOf = (id: string): INodeParameters => ({
	resource: 'transcription',
	operation: 'getResult',
	transcriptionId: byId(id),
	outputFormat: 'srt',
});

/** A summary of it, waited for. */
const summaryOf = (id: string): INodeParameters => ({
	resource: 'summary',
	operation: 'create',
	transcriptionId: byId(id),
	promptTemplateId: byId('demo'),
	waitForCompletion: 'auto',
});

function textIn(json: Record<string, unknown> | undefined, field: string): string {
	const text = json?.[field];
	if (typeof text !== 'string' || text === '')
		throw new HarnessError('The workflow has ended without a transcript.');
	return text;
}

/**
 * Runs the example, shows what came out, and puts it into files.
 *
 * @param output folder for them, made if it is not there
 * @throws {HarnessError} when there is no transcript
 */
export async function showInEngine({ koldan, say, how }: DemoStage, output: string): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'koldan-demo-'));
	try {
		const file = await exampleFor(RECORDING);
		const credential = { authentication: 'apiKey', apiKey: koldan.apiKey, baseUrl: koldan.url };
		const ran = await runInEngine(file, credential, folder);
		const text = textIn(ran[LAST_NODE]?.[0]?.json, 'text');
		say(`✓ n8n’s engine (n8n-core ${engineVersion}) has run ${basename(WORKFLOW)}`);
		const id = String(ran[KOLDAN_NODE][0].json.id);
		const get = async (parameters: INodeParameters, field: string) => {
			const again = await runInEngine(withOperation(file, parameters), credential, folder);
			return textIn(again[KOLDAN_NODE]?.[0]?.json, field);
		};
		const subtitles = await get(subtitlesOf(id), 'transcript');
		say('✓ It has got the same transcription as subtitles, without transcribing it again');
		const summary = await get(summaryOf(id), 'summary');
		say('✓ It has let Koldan summarize it');

		await mkdir(output, { recursive: true });
		const name = basename(RECORDING, '.wav');
		const files = { txt: text, srt: subtitles, 'summary.txt': summary };
		const paths = Object.keys(files).map((extension) => join(output, `${name}.${extension}`));
		for (const [index, content] of Object.values(files).entries())
			await writeFile(paths[index], `${content}\n`);
		const inFile = (path: string) => relative(process.cwd(), path);
		say(`\nTranscript (${how}):\n\n    ${text}\n\n    in ${inFile(paths[0])}\n`);
		say(`Subtitles:\n\n${subtitles.replace(/^/gm, '    ')}\n\n    in ${inFile(paths[1])}\n`);
		say('Summary (the local server takes the first words, since no language model runs here):\n');
		say(`    ${summary}\n\n    in ${inFile(paths[2])}\n`);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
