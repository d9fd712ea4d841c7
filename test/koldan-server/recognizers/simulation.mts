import { createHash } from 'node:crypto';
import { primaryLanguage, type RecognizedWord, type Recognizer } from './recognizer.mts';

const ENGLISH = [
	'good morning and thank you for calling how can i help you today',
	'i would like to ask about the order that i placed last week',
	'of course may i have the order number please',
	'it should arrive on tuesday the third between nine and twelve',
	'could you send the invoice to my email address as well',
	'yes i will send it right after our conversation',
	'let us move on to the next item on the agenda',
	'the budget for the second quarter has been approved',
];

const HEBREW = [
	'בוקר טוב תודה שהתקשרת איך אפשר לעזור לך היום',
	'רציתי לשאול לגבי ההזמנה שביצעתי בשבוע שעבר',
	'בוודאי אפשר לקבל את מספר ההזמנה בבקשה',
	'המשלוח אמור להגיע ביום שלישי בין תשע לשתים עשרה',
	'אפשר לשלוח את החשבונית גם לכתובת המייל שלי',
	'כן אשלח אותה מיד אחרי השיחה שלנו',
	'נעבור לנושא הבא על סדר היום',
	'התקציב לרבעון השני אושר בישיבה האחרונה',
];

const SENTENCES: Record<string, string[]> = { en: ENGLISH, he: HEBREW };

/** Seconds for a word of average length, and of silence between sentences. */
const WORD_SECONDS = 0.4;
const PAUSE_SECONDS = 0.8;

/** What made-up words depend on: the same gives the same words. */
export interface Speech {
	/** BCP 47. */
	language: string;
	/** Speakers who take turns. */
	speakers: number;
	seed: string;
	/** Seconds for each word; default 0.4. */
	wordSeconds?: number;
}

/** Made-up sentences without end, word by word, with a pause after each; times in seconds. */
export function* speak({
	language,
	speakers,
	seed,
	wordSeconds = WORD_SECONDS,
}: Speech): Generator<RecognizedWord, never> {
	const sentences = SENTENCES[primaryLanguage(language)] ?? ENGLISH;
	const digest = createHash('sha256').update(seed).digest();
	let time = 0;
	for (let turn = 0; ; turn += 1) {
		const sentence = sentences[(digest[0] + turn) % sentences.length].split(' ');
		for (const [index, word] of sentence.entries()) {
			const confidence = 0.8 + digest[(turn + index) % digest.length] / 1_280;
			yield {
				word,
				start: seconds(time),
				end: seconds(time + wordSeconds * 0.9),
				confidence: Math.round(confidence * 1_000) / 1_000,
				speaker: turn % speakers,
				startsSegment: index === 0,
			};
			time += wordSeconds;
		}
		time += PAUSE_SECONDS;
	}
}

/** Made-up sentences that fill the recording's duration; the same recording always gives the same ones. */
export const simulation: Recognizer = {
	name: 'simulation',
	simulated: true,
	supports: () => true,
	async recognize({ duration, language = 'en', maxSpeakers, seed }) {
		// A recording shorter than a word still gets one.
		const wordSeconds = Math.min(WORD_SECONDS, duration);
		const words: RecognizedWord[] = [];
		for (const word of speak({ language, speakers: maxSpeakers, seed, wordSeconds })) {
			if (word.start + wordSeconds > duration) break;
			words.push(word);
		}
		return { words, language };
	},
};

/** Rounded to milliseconds. */
const seconds = (time: number) => Math.round(time * 1_000) / 1_000;
