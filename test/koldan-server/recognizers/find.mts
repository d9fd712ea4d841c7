import { findPocketSphinx } from './pocketsphinx.mts';
import type { Recognizer } from './recognizer.mts';
import { simulation } from './simulation.mts';
import { findWhisper } from './whisper.mts';

export type RecognizerChoice = 'auto' | Recognizer['name'];

/** The recogniser asked for, or with `auto` the best on this machine: whisper.cpp, PocketSphinx, simulation. */
export function findRecognizer(choice: RecognizerChoice): Recognizer {
	if (choice === 'simulation') return simulation;
	if (choice === 'auto') return findWhisper() ?? findPocketSphinx() ?? simulation;
	const found = choice === 'whisper' ? findWhisper() : findPocketSphinx();
	if (found) return found;
	throw new Error(
		choice === 'whisper'
			? 'whisper-cli was not found in PATH, or WHISPER_MODEL does not name a model file.'
			: 'pocketsphinx_continuous was not found in PATH. On Debian: apt-get install pocketsphinx pocketsphinx-en-us',
	);
}
