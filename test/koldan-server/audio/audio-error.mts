import type { TranscriptionErrorCode } from '../../../nodes/Koldan/api/types.ts';

/** A reason why a job fails, as the API's error code. */
export class AudioError extends Error {
	readonly code: TranscriptionErrorCode;

	constructor(code: TranscriptionErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}
