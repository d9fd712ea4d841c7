/** A recognised word; times in seconds from the start of the recording, confidence from 0 to 1. */
export interface RecognizedWord {
	word: string;
	start: number;
	end: number;
	confidence: number | null;
	/** Index of the speaker, when the recogniser tells speakers apart. */
	speaker?: number;
	/** Whether a new segment begins here, when the recogniser says so. */
	startsSegment?: boolean;
}

export interface Recognition {
	words: RecognizedWord[];
	/** BCP 47 code of the language recognised. */
	language: string;
}

export interface RecognitionRequest {
	/** 16 kHz mono 16-bit PCM WAV file. */
	wavPath: string;
	/** Seconds. */
	duration: number;
	/** BCP 47 code; undefined: the recogniser detects it, or takes the one it knows. */
	language?: string;
	/** Most speakers to tell apart; 1 when speakers are not wanted. */
	maxSpeakers: number;
	/** The same seed (the recording's SHA-256 and channel) gives the same words. */
	seed: string;
	signal?: AbortSignal;
}

export interface Recognizer {
	name: 'pocketsphinx' | 'whisper' | 'simulation';
	/** Whether the words are made up. */
	simulated: boolean;
	supports(language: string | undefined): boolean;
	recognize(request: RecognitionRequest): Promise<Recognition>;
}

/** The language of a BCP 47 code without script and region. */
export const primaryLanguage = (code: string) => code.toLowerCase().split(/[-_]/)[0];
