/** An n8n with the package, and a browser in its editor, for the tests of one file. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { Editor } from './editor.mts';
import { openStage, type Stage } from './stage.mts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Where git ignores them. */
const SEEN = join(root, '.tmp', 'editor');
const DOCUMENTATION = join(root, 'docs', 'images');

/** Fetching n8n, starting it and a browser, in milliseconds. */
const START_TIMEOUT = 1_800_000;

export interface InEditor {
	readonly stage: Stage;
	readonly editor: Editor;
}

function pictureIn(folder: string, name: string, format: 'png' | 'webp' = 'png'): string {
	mkdirSync(folder, { recursive: true });
	return join(folder, `${name}.${format}`);
}

/** Where to put a picture for whoever looks at what a test has seen. */
export const seen = (name: string): string => pictureIn(SEEN, name);

/** Where to put a picture of the documentation: it is only taken anew if KOLDAN_SCREENSHOTS is set. */
export const picture = (name: string, format?: 'png' | 'webp'): string =>
	pictureIn(process.env.KOLDAN_SCREENSHOTS ? DOCUMENTATION : SEEN, name, format);

/**
 * Opens both before the tests of the calling file, and closes them after them. The browser must not have complained of this
 * package, and Koldan must have kept the contract.
 */
export function useEditor(): InEditor {
	let stage: Stage;
	let editor: Editor;
	beforeAll(async () => {
		stage = await openStage();
		editor = await Editor.open(stage.n8n.url, stage.owner);
	}, START_TIMEOUT);
	afterAll(async () => {
		const complaints = editor?.complaints;
		await editor?.close();
		await stage?.close();
		expect(complaints).toEqual([]);
		expect(stage.koldan.contractViolations).toEqual([]);
	});
	return {
		get stage() {
			return stage;
		},
		get editor() {
			return editor;
		},
	};
}
