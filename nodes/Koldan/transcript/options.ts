/** What a transcript can come out as, and what can be chosen about it. */

/** What a format is called. */
export interface Format {
	/** Title case, for a list of choices. */
	label: string;
	/** For people who choose. */
	description: string;
}

/** Formats that are one text, and so can be a file. */
export const TEXT_FORMATS = ['text', 'textWithSpeakers', 'markdown', 'srt', 'vtt', 'csv'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

export type OutputFormat = TextFormat | 'json' | 'simplified' | 'segments';

export const isTextFormat = (format: OutputFormat): format is TextFormat =>
	TEXT_FORMATS.some((known) => known === format);

export const FORMATS: Readonly<Record<OutputFormat, Format>> = {
	json: {
		label: 'JSON',
		description: 'Everything the API gives, unchanged',
	},
	simplified: {
		label: 'Simplified',
		description: 'Text, speakers with their talk time, and segments without word timings',
	},
	text: {
		label: 'Text',
		description: 'The whole text',
	},
	textWithSpeakers: {
		label: 'Text with Speakers',
		description: 'A paragraph each time a speaker speaks',
	},
	markdown: {
		label: 'Markdown',
		description: 'A document with title and speakers',
	},
	srt: {
		label: 'SRT Subtitles',
		description: 'Subtitles for video players and editors',
	},
	vtt: {
		label: 'WebVTT Subtitles',
		description: 'Subtitles for videos on web pages',
	},
	csv: {
		label: 'CSV',
		description: 'A table for spreadsheets, one row per segment or word',
	},
	segments: {
		label: 'One Item per Segment',
		description: 'An item for each segment, to work on them one by one',
	},
};

/** What a text is as a file. */
export interface FileType {
	/** Without the dot. */
	extension: string;
	mimeType: string;
}

export const FILE_TYPES: Readonly<Record<TextFormat, FileType>> = {
	text: { extension: 'txt', mimeType: 'text/plain' },
	textWithSpeakers: { extension: 'txt', mimeType: 'text/plain' },
	markdown: { extension: 'md', mimeType: 'text/markdown' },
	srt: { extension: 'srt', mimeType: 'application/x-subrip' },
	vtt: { extension: 'vtt', mimeType: 'text/vtt' },
	csv: { extension: 'csv', mimeType: 'text/csv' },
};

/** Every field may be left out; a value that makes no sense (no number, negative) counts as left out. */
export interface TranscriptOptions {
	/** Heading of a Markdown document. */
	title?: string;
	/** Names for the speaker labels of the API: `{ SPEAKER_00: 'Dana' }`. */
	speakerNames?: Record<string, string>;
	/** Call speakers without a name "Speaker 1" instead of SPEAKER_00. Default: yes in formats that people read. */
	numberSpeakers?: boolean;
	/**
	 * Join neighbouring segments of one speaker. Default: yes for text with speakers and Markdown, no for lines of
	 * text, rows and items.
	 */
	mergeSpeakers?: boolean;
	/** Write the start time of each paragraph (text, text with speakers, Markdown). Default: no. */
	timestamps?: boolean;
	/** One CSV row a segment or a word. Default: segments. */
	csvRows?: 'segments' | 'words';
	/** Begin a CSV file with a byte order mark, by which Excel recognises UTF-8. Default: yes. */
	byteOrderMark?: boolean;
	/** How SRT shows a change of speaker: `Dana: …`, `- …` or not at all. Default: name. */
	speakerLabels?: 'name' | 'dash' | 'none';
	/** Longest line of a subtitle, in characters as people count them. Default: 42. */
	maxCharactersPerLine?: number;
	/** Most lines of a subtitle. Default: 2. */
	maxLinesPerCue?: number;
	/** Reading speed: a subtitle stays longer where the silence after it allows. 0 for no limit. Default: 17. */
	maxCharactersPerSecond?: number;
	/** Shortest time a subtitle is shown, in seconds. Default: 5/6. */
	minCueDuration?: number;
	/** Longest time a subtitle is shown, in seconds. Default: 7. */
	maxCueDuration?: number;
	/** Time between two subtitles, in seconds. Default: two frames of film, 2/24. */
	minGap?: number;
}

/** The limits a subtitle is cut by; times in whole milliseconds. */
export interface SubtitleLimits {
	charactersPerLine: number;
	lines: number;
	/** Milliseconds a reader needs for one character; 0 where reading speed doesn't matter. */
	perCharacter: number;
	minDuration: number;
	maxDuration: number;
	gap: number;
}

function numberOr(value: unknown, fallback: number, least: number, most: number): number {
	const usable = typeof value === 'number' && Number.isFinite(value) && value >= least;
	return usable ? Math.min(value, most) : fallback;
}

/** Fills in the defaults: Netflix's general requirements for timed text, and 17 characters a second. */
export function subtitleLimits(options: TranscriptOptions): SubtitleLimits {
	const speed = numberOr(options.maxCharactersPerSecond, 17, 0, 1000);
	// Rounded up, so that a file in whole milliseconds never falls short of a limit in frames.
	const maxDuration = Math.floor(numberOr(options.maxCueDuration, 7, 0.1, 3600) * 1000);
	const minDuration = Math.ceil(numberOr(options.minCueDuration, 5 / 6, 0, 3600) * 1000 - 1e-6);
	return {
		charactersPerLine: Math.floor(numberOr(options.maxCharactersPerLine, 42, 1, 1000)),
		lines: Math.floor(numberOr(options.maxLinesPerCue, 2, 1, 20)),
		perCharacter: speed === 0 ? 0 : 1000 / speed,
		minDuration: Math.min(Math.max(minDuration, 1), maxDuration),
		maxDuration,
		gap: Math.ceil(numberOr(options.minGap, 2 / 24, 0, 60) * 1000 - 1e-6),
	};
}
