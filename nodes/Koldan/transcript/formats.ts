import type { OutputFormat } from './options';

/** What a format is called and what its files are. */
export interface Format {
	/** Title case, for a list of choices. */
	label: string;
	/** For people who choose. */
	description: string;
	/** Without the dot. */
	extension: string;
	mimeType: string;
}

export const FORMATS: Readonly<Record<OutputFormat, Format>> = {
	json: {
		label: 'JSON',
		description: 'Everything the API gives, unchanged',
		extension: 'json',
		mimeType: 'application/json',
	},
	simplified: {
		label: 'Simplified',
		description: 'Text, speakers with their talk time, and segments without word timings',
		extension: 'json',
		mimeType: 'application/json',
	},
	text: {
		label: 'Text',
		description: 'The whole text',
		extension: 'txt',
		mimeType: 'text/plain',
	},
	textWithSpeakers: {
		label: 'Text with Speakers',
		description: 'A paragraph each time a speaker speaks',
		extension: 'txt',
		mimeType: 'text/plain',
	},
	markdown: {
		label: 'Markdown',
		description: 'A document with title and speakers',
		extension: 'md',
		mimeType: 'text/markdown',
	},
	srt: {
		label: 'SRT Subtitles',
		description: 'Subtitles for video players and editors',
		extension: 'srt',
		mimeType: 'application/x-subrip',
	},
	vtt: {
		label: 'WebVTT Subtitles',
		description: 'Subtitles for videos on web pages',
		extension: 'vtt',
		mimeType: 'text/vtt',
	},
	csv: {
		label: 'CSV',
		description: 'A table for spreadsheets, one row per segment or word',
		extension: 'csv',
		mimeType: 'text/csv',
	},
	segments: {
		label: 'One Item per Segment',
		description: 'An item for each segment, to work on them one by one',
		extension: 'json',
		mimeType: 'application/json',
	},
};
