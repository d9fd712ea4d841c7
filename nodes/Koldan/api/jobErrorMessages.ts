/** A sentence and a next step for each reason a transcription can fail (TranscriptionErrorCode in the API reference). */
import type { TranscriptionErrorCode } from './types';

export const JOB_ERROR_MESSAGES: Readonly<
	Record<TranscriptionErrorCode, { message: string; advice: string }>
> = {
	TRANSCRIPTION_FAILED: {
		message: 'Koldan could not transcribe the recording',
		advice: 'Try again. If it fails again, try another model or a cleaner recording.',
	},
	DIARIZATION_FAILED: {
		message: 'Koldan could not tell the speakers apart',
		advice: 'Try again without diarization, or with another number as Maximum Speakers.',
	},
	CHANNEL_DIARIZATION_FAILED: {
		message: 'Koldan could not separate the audio channels',
		advice:
			'Check that the recording has more than one channel, or set the diarization mode to By Voice.',
	},
	UNSUPPORTED_FORMAT: {
		message: 'Koldan does not support the format of this recording',
		advice: 'Convert it to a common format such as WAV, MP3, M4A or MP4.',
	},
	FILE_CORRUPTED: {
		message: 'The recording is damaged or is not a media file',
		advice: 'Check that the file plays, and that the right binary field is chosen.',
	},
	FILE_NOT_FOUND: {
		message: 'The recording no longer exists in Koldan',
		advice: 'Upload it again.',
	},
	EMPTY_AUDIO: {
		message: 'The recording has no sound',
		advice: 'Check that the file has an audio track and is longer than zero seconds.',
	},
	DURATION_EXCEEDED: {
		message: 'The recording is too long',
		advice: 'Split it into shorter parts.',
	},
	QUOTA_EXCEEDED: {
		message: 'This month’s transcription minutes are used up',
		advice: 'Wait until next month, or ask your Koldan administrator for more minutes.',
	},
	LANGUAGE_NOT_SUPPORTED: {
		message: 'The model does not support the language of this recording',
		advice: 'Choose another model or another language.',
	},
	MODEL_UNAVAILABLE: {
		message: 'The model is not available right now',
		advice: 'Try again later, or choose another model.',
	},
	PUNCTUATION_FAILED: {
		message: 'Koldan could not add punctuation',
		advice: 'Try again, or turn off Punctuation and Capitalization in the options.',
	},
	INTERNAL_ERROR: {
		message: 'Koldan had an internal problem',
		advice: 'Try again. If it stays like this, ask the people who run your Koldan server.',
	},
};
