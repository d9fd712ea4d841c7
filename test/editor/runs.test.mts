/** Runs in n8n's editor: an execution that sleeps, an error, and each example, imported as people do it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowFile } from '../n8n/client.mts';
import { until } from '../n8n/patience.mts';
import { animate, type Frame } from './support/animation.mts';
import { examplesFolder, importExample } from './support/stage.mts';
import { picture, seen, useEditor } from './support/use-editor.mts';

const running = useEditor();
const FIRST = 'transcribe-a-recording.json';

/** What has pictures in the README, after it has run. */
const SHOWN: Record<string, string> = {
	[FIRST]: 'first-workflow',
	'folder-to-transcripts.json': 'folder-to-transcripts',
	'finished-transcriptions-to-app.json': 'finished-transcriptions-to-app',
};

/** What is said in the recording of the first workflow. */
const WORDS = 'go forward ten meters';

const nodesIn = ({ nodes }: WorkflowFile): number =>
	nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote').length;

test('an execution that sleeps says so, and goes on by itself', async () => {
	const { editor, stage } = running;
	const { koldan, n8n } = stage;
	koldan.behaviour.autoFinish = false;
	const { id, workflow } = await importExample(stage, FIRST);
	const frames: Frame[] = [];
	const addFrame = async (milliseconds: number) => {
		const path = seen(`frame-${frames.length}`);
		await editor.page.screenshot({ path });
		frames.push({ path, milliseconds });
	};
	await editor.openWorkflow(id);
	await addFrame(1500);
	await editor.execute();
	await until('sleeping execution', async () => {
		const [execution] = await n8n.executions(id);
		return execution?.status === 'waiting' || undefined;
	});
	await addFrame(1500);
	await editor.openNode('Transcribe');
	await editor.waitForText(
		editor.testId('output-panel'),
		'Koldan is transcribing. This execution continues by itself, and you can close the editor. It waits for 24 hours at most.',
	);
	await addFrame(4000);
	await editor.closeNode();
	await editor.photographCanvas(picture('waiting'));

	const [job] = koldan.jobs.list();
	koldan.behaviour.autoFinish = true;
	const result = { text: WORDS, detectedLanguages: ['en'], confidence: 0.97, duration: 2.8 };
	await koldan.jobs.finish(job.id, { status: 'COMPLETED', result });
	await editor.waitForSuccess(nodesIn(workflow));
	await addFrame(1500);
	await editor.openNode('Transcribe');
	await editor.waitForText(editor.testId('output-panel'), WORDS);
	await addFrame(4000);
	await editor.closeNode();
	await animate(frames, picture('recording-to-text', 'webp'));
});

test('an error names the recording and says what to do', async () => {
	const { editor, stage } = running;
	const { outcome } = stage.koldan.behaviour;
	stage.koldan.behaviour.outcome = { status: 'FAILED', errorCode: 'EMPTY_AUDIO' };
	const { id } = await importExample(stage, FIRST);
	await editor.openWorkflow(id);
	await editor.execute();
	const notification = editor.page.locator('.el-notification');
	await notification.filter({ hasText: 'The recording has no sound' }).first().waitFor();
	stage.koldan.behaviour.outcome = outcome;
	await editor.openNode('Transcribe');
	await editor.waitForText(
		editor.testId('node-error-message'),
		'The recording has no sound (go-forward-ten-meters.wav)',
	);
	await editor.waitForText(
		editor.testId('node-error-description'),
		'Check that the file has an audio track',
	);
	await editor.page.screenshot({ path: seen('error') });
	await editor.closeNode();
});

const examples = readdirSync(examplesFolder).filter((name) => name.endsWith('.json'));

test.each(examples)('%s can be imported, and is tidy in light and dark', async (file) => {
	const { editor } = running;
	const text = readFileSync(join(examplesFolder, file), 'utf8');
	await editor.paste(text);
	const nodes = editor.testId('canvas-node');
	const expected = nodesIn(JSON.parse(text) as WorkflowFile);
	await until(`${expected} nodes`, async () => (await nodes.count()) === expected || undefined);
	const boxes = await Promise.all(
		[...(await nodes.all()), editor.testId('sticky')].map(async (part) => await part.boundingBox()),
	);
	const overlaps = boxes.flatMap((one, index) =>
		boxes.slice(index + 1).filter((other) => {
			if (!one || !other) return true;
			const apart =
				one.x + one.width <= other.x ||
				other.x + other.width <= one.x ||
				one.y + one.height <= other.y ||
				other.y + other.height <= one.y;
			return !apart;
		}),
	);
	expect(overlaps).toEqual([]);
	for (const theme of ['dark', 'light'] as const) {
		await editor.showIn(theme);
		await editor.page.screenshot({ path: seen(`${file.replace('.json', '')}-${theme}`) });
	}
});

test.each(Object.entries(SHOWN))('%s runs, and its picture is taken', async (file, name) => {
	const { editor, stage } = running;
	const { id, workflow } = await importExample(stage, file);
	await editor.openWorkflow(id);
	await editor.execute();
	await editor.waitForSuccess(nodesIn(workflow));
	await editor.photographCanvas(picture(name));
	if (file === FIRST) await editor.photographNode('Transcribe', picture('koldan-node'));
});
