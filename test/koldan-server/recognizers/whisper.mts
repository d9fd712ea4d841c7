import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { findProgram, runProgram } from '../programs.mts';
import { primaryLanguage, type RecognizedWord, type Recognizer } from './recognizer.mts';

/** The parts used of whisper-cli's full JSON output; offsets in milliseconds. */
export interface WhisperOutput {
	result: { language: string };
	transcription: Array<{
		offsets: { from: number; to: number };
		text: string;
		tokens?: Array<{ text: string; p: number }>;
	}>;
}

/**
 * whisper.cpp's `whisper-cli` with the model that `WHISPER_MODEL` names.
 * Answers undefined when either is missing.
 */
export function findWhisper(): Recognizer | undefined {
	const program = findProgram('whisper-cli');
	const model = process.env.WHISPER_MODEL;
	if (!program || !model || !existsSync(model)) return undefined;
	return {
		name: 'whisper',
		simulated: false,
		// A model's languages can't be asked for; whisper.cpp's English-only models say so in their names.
		supports: (language) =>
			!/\.en(\.|-|$)/.test(model) || language === undefined || primaryLanguage(language) === 'en',
		async recognize({ wavPath, language, signal }) {
			const outputBase = `${wavPath}.whisper`;
			// One word a segment: token boundaries may cut a Hebrew letter in two, segment texts don't.
			const perWord = ['--max-len', '1', '--split-on-word'];
			const output = ['--output-json-full', '--output-file', outputBase, '--no-prints'];
			const spoken = language === undefined ? 'auto' : primaryLanguage(language);
			try {
				await runProgram(
					program,
					['--model', model, '--file', wavPath, '--language', spoken, ...perWord, ...output],
					signal,
				);
				const json = JSON.parse(await readFile(`${outputBase}.json`, 'utf8')) as WhisperOutput;
				return { words: parseWhisperWords(json), language: json.result.language };
			} finally {
				await rm(`${outputBase}.json`, { force: true });
			}
		},
	};
}

/** Words with times in seconds; a word's confidence is the mean probability of its tokens. */
export function parseWhisperWords({ transcription }: WhisperOutput): RecognizedWord[] {
	return transcription.flatMap(({ text, offsets, tokens = [] }) => {
		const word = text.trim();
		if (word === '') return [];
		const spoken = tokens.filter((token) => !/^\[_.*_?\]$/.test(token.text));
		const sum = spoken.reduce((total, token) => total + token.p, 0);
		const confidence = spoken.length > 0 ? Math.min(1, sum / spoken.length) : null;
		return [{ word, start: offsets.from / 1_000, end: offsets.to / 1_000, confidence }];
	});
}
