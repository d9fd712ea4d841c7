/**
 * A transcript as long and as rich as a day of telephone calls: words with times, confidences, punctuation and
 * capitalization, in utterances of about seven words, by four speakers. The same seed gives the same transcript.
 */

interface Word {
	word: string;
	start: number;
	end: number;
	confidence: number;
	punctuation: string | null;
	capitalization: string | null;
}

interface Segment {
	start: number;
	end: number;
	text: string;
	confidence: number;
	language: string;
	speaker: string;
	channel: null;
	words: Word[];
}

export interface LongTranscript {
	text: string;
	detectedLanguages: string[];
	confidence: number;
	duration: number;
	segments: Segment[];
}

const SMALL = (
	'the of and to a in that it is was i for you on with as have but be they at this we or from not by what ' +
	'all can will if so there about up out then them some when'
).split(' ');

const LARGE = (
	'meeting project people question yesterday customer quarter recording number really think between ' +
	'company important morning problem together schedule everything weather government understand water ' +
	'family interesting probably language before remember decision difference started working system team ' +
	'budget market design product looking moment example little story train happened minute report talk ' +
	'change voice better office train listen service change month'
).split(' ');

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/**
 * @param wordCount How many words.
 * @param seconds How long the recording is.
 */
export function longTranscript(wordCount: number, seconds: number, seed = 1): LongTranscript {
	const random = randomNumbers(seed);
	const pick = <T,>(list: readonly T[]) => list[Math.floor(random() * list.length)];
	const segments: Segment[] = [];
	let time = 0;
	let made = 0;
	let speaker = 0;
	while (made < wordCount) {
		const length = Math.min(wordCount - made, 1 + Math.floor(random() * random() * 26));
		const words: Word[] = [];
		const start = time;
		for (let k = 0; k < length; k++) {
			const word = random() < 0.52 ? pick(SMALL) : pick(LARGE);
			const end = time + 0.07 + word.length * 0.055;
			const last = k === length - 1;
			const comma = !last && random() < 0.09;
			const capital = k === 0 || word === 'i';
			words.push({
				word,
				start: rounded(time),
				end: rounded(end),
				confidence: rounded(0.6 + random() * 0.4),
				punctuation: last ? pick(['.', '.', '.', '?']) : comma ? ',' : null,
				capitalization: capital ? word[0].toUpperCase() + word.slice(1) : null,
			});
			time = end + (comma ? 0.15 : random() < 0.05 ? 0.3 : 0.01);
		}
		segments.push({
			start: rounded(start),
			end: words[words.length - 1].end,
			text: words.map((w) => (w.capitalization ?? w.word) + (w.punctuation ?? '')).join(' '),
			confidence: rounded(0.8 + random() * 0.2),
			language: 'en',
			speaker: `SPEAKER_0${speaker}`,
			channel: null,
			words,
		});
		made += length;
		time += random() < 0.3 ? 1 + random() * 2 : 0.2;
		if (random() < 0.3) speaker = (speaker + 1 + Math.floor(random() * 3)) % 4;
	}
	const scale = seconds / time;
	for (const segment of segments) {
		segment.start = rounded(segment.start * scale);
		segment.end = rounded(segment.end * scale);
		for (const word of segment.words) {
			word.start = rounded(word.start * scale);
			word.end = rounded(word.end * scale);
		}
	}
	return {
		text: segments.map((segment) => segment.text).join(' '),
		detectedLanguages: ['en'],
		confidence: 0.92,
		duration: seconds,
		segments,
	};
}
