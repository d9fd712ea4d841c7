/**
 * Takes the pictures of the documentation: an example workflow in a real n8n's editor, after it has run. For example
 * `node test/demo/pictures.mts transcribe-a-recording --panel Transcribe=docs/images/koldan-node.png`.
 * The package must be built.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { Editor } from './editor.mts';
import { importExample, openStage } from './stage.mts';

interface Panel {
	node: string;
	file: string;
}

function parsePanel(text: string, before: Panel[] = []): Panel[] {
	const [, node, file] = /^(.+)=(.+\.png)$/.exec(text) ?? [];
	if (!node || !file) throw new InvalidArgumentError('It must look like "Node name=picture.png".');
	return [...before, { node, file }];
}

const command = new Command()
	.name('node test/demo/pictures.mts')
	.description('Takes a picture of an example workflow in n8n after a successful run.')
	.argument('<example>', 'name of a file in examples/, with or without .json')
	.option('--canvas <file>', 'where to put it; default: docs/images/<example>.png')
	.option('--panel <node=file>', 'also a picture of this node, opened; can be repeated', parsePanel)
	.option('--no-run', 'do not run the workflow first')
	.parse();
const {
	canvas,
	panel: panels = [],
	run,
} = command.opts<{
	canvas?: string;
	panel?: Panel[];
	run: boolean;
}>();
const name = command.args[0].replace(/\.json$/, '');
const picture = canvas ?? `docs/images/${name}.png`;

const stage = await openStage();
try {
	const { id, workflow } = await importExample(stage, `${name}.json`);
	const editor = await Editor.open(stage.n8n.url, stage.owner);
	try {
		await editor.openWorkflow(id);
		if (run) {
			const nodes = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
			await editor.execute();
			await editor.waitForSuccess(nodes.length);
		}
		for (const file of [picture, ...panels.map((panel) => panel.file)])
			await mkdir(dirname(file), { recursive: true });
		await editor.photographCanvas(picture);
		for (const { node, file } of panels) await editor.photographNode(node, file);
	} finally {
		await editor.close();
	}
} finally {
	await stage.close();
}
