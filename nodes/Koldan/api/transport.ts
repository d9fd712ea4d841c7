/** What the API client needs from its surroundings: one way to send a request, to pause and to log. */

import type { BinaryHelperFunctions } from 'n8n-workflow';
import type { KoldanError } from './errors';
import type { SignInFailure } from './signIn';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A value of the query string. Arrays are sent with commas, as the reference asks (List Transcription Jobs). */
export type QueryValue = string | number | boolean | readonly string[];

export interface KoldanRequest {
	method: HttpMethod;
	/** Path below the base URL, with its leading slash. Ids in it are already encoded. */
	path: string;
	query?: Readonly<Record<string, QueryValue | undefined>>;
	/** A JSON body. */
	json?: object;
	/** Makes a multipart body; called for each attempt, so that a retry opens the file again. Closed after it. */
	form?: () => RequestForm;
	/**
	 * Takes the body of a good answer as it comes, so that it need not fit into memory; what this gives counts as the body.
	 * Called for each attempt.
	 */
	receive?: (content: Content) => Promise<unknown>;
	/** Milliseconds without a sign of life after which the request is given up. Default: n8n's own (5 minutes). */
	timeout?: number;
}

/** A stream as n8n takes it to store a file. */
export type ContentStream = Exclude<
	Parameters<BinaryHelperFunctions['prepareBinaryData']>[0],
	Uint8Array
>;

/** The body of an answer that is on its way. */
export interface Content {
	stream: ContentStream;
	headers: KoldanResponse['headers'];
}

export interface RequestForm {
	close(): void;
	/** Why it could not be sent to its end. */
	readonly error?: KoldanError;
	/** Whether all bytes of its files were handed over to be sent. */
	readonly isHandedOver: boolean;
}

export interface KoldanResponse {
	statusCode: number;
	headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON where the body is JSON, otherwise text, or nothing. */
	body: unknown;
}

/**
 * Why certainly nothing was sent: there is no way to the server, its certificate is not trusted, it does not speak https, or
 * n8n's own protection does not allow requests to it.
 */
export type Unsent = 'unreachable' | 'certificate' | 'protocol' | 'blocked';

/** A request that got no answer at all. */
export interface NetworkFailure {
	/** The system's code, such as `ECONNREFUSED`, where there is one. */
	code?: string;
	message: string;
	unsent?: Unsent;
	/** Why the request was broken off on this side, or the answer could not be taken: trying again would not help. */
	bodyError?: KoldanError;
	/** Why there is no token to send: nothing was done. */
	signIn?: SignInFailure;
	/** True when the workflow execution was cancelled. */
	cancelled: boolean;
}

export type SendOutcome = (
	| { response: KoldanResponse; failure?: undefined }
	| { response?: undefined; failure: NetworkFailure }
) & {
	/**
	 * The server has done nothing: it was over before all of the body was handed over, so there is no complete request; or the
	 * request was refused, and why is told by what came after it.
	 */
	isIncomplete?: boolean;
};

export interface KoldanTransport {
	/** Sends one request with the credential's authentication. Every status is an answer, not an exception. */
	send(request: KoldanRequest): Promise<SendOutcome>;
	/** Pauses, or rejects as soon as the execution is cancelled. Milliseconds. */
	pause(milliseconds: number): Promise<void>;
	/** The time on the clock that pauses go by: milliseconds since 1970. */
	now(): number;
	/** What must never show: the credential's key, tokens and secrets. Grows when tokens are renewed. */
	readonly secrets: readonly string[];
	/** Writes a line to the log. Never given secrets. */
	log(level: 'debug' | 'info' | 'warn', message: string): void;
}
