import { findProgram, runProgram } from '../programs.mts';
import { primaryLanguage, type RecognizedWord, type Recognizer } from './recognizer.mts';

const PROGRAM = 'pocketsphinx_continuous';

/**
 * CMU PocketSphinx with its US English model (Debian: pocketsphinx, pocketsphinx-en-us).
 * Answers undefined when it is not installed.
 */
export function findPocketSphinx(): Recognizer | undefined {
	const program = findProgram(PROGRAM);
	if (!program) return undefined;
	return {
		name: 'pocketsphinx',
		simulated: false,
		supports: (language) => language === undefined || primaryLanguage(language) === 'en',
		async recognize({ wavPath, signal }) {
			const args = ['-infile', wavPath, '-time', 'yes', '-logfn', '/dev/null'];
			const { stdout } = await runProgram(program, args, signal);
			return { words: parseWords(stdout), language: 'en' };
		},
	};
}

/**
 * Reads the program's output: an utterance's text in a line, then each of its words as
 * `word start end probability`, with `<s>`, `<sil>`, `[NOISE]` and `++COUGH++` for what is no word and
 * `read(2)` for a word's second pronunciation.
 */
export function parseWords(output: string): RecognizedWord[] {
	const words: RecognizedWord[] = [];
	let startsSegment = true;
	for (const line of output.split('\n')) {
		const match = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d+\.\d+)$/.exec(line.trim());
		if (!match || /^(<|\[|\+\+)/.test(match[1])) {
			startsSegment ||= match?.[1] === '<s>';
			continue;
		}
		const word = match[1].replace(/\(\d+\)$/, '');
		const confidence = Math.min(1, Number(match[4]));
		words.push({ word, start: Number(match[2]), end: Number(match[3]), confidence, startsSegment });
		startsSegment = false;
	}
	return words;
}
