/** What the API client needs from its surroundings: one way to send a request, to pause and to log. */

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A value of the query string. Arrays are joined with commas, as the reference asks (List Transcription Jobs). */
export type QueryValue = string | number | boolean | readonly string[];

export interface KoldanRequest {
	method: HttpMethod;
	/** Path below the base URL, with its leading slash. Ids in it are already encoded. */
	path: string;
	query?: Readonly<Record<string, QueryValue | undefined>>;
	/** A JSON body. */
	json?: object;
	/** Makes a multipart body; called anew for each attempt, so that a retry opens the file again. Closed after it. */
	form?: () => { close(): void };
	/** Milliseconds without a sign of life after which the request is given up. Default: n8n's own (5 minutes). */
	timeout?: number;
}

export interface KoldanResponse {
	statusCode: number;
	headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON where the body is JSON, otherwise text, or nothing. */
	body: unknown;
}

/** A request that got no answer at all. */
export interface NetworkFailure {
	/** The system's code, such as `ECONNREFUSED`, where there is one. */
	code?: string;
	message: string;
	/** True when the workflow execution was cancelled. */
	cancelled: boolean;
}

export type SendOutcome =
	| { response: KoldanResponse; failure?: undefined }
	| { response?: undefined; failure: NetworkFailure };

export interface KoldanTransport {
	/** Sends one request with the credential's authentication. Every status is an answer, not an exception. */
	send(request: KoldanRequest): Promise<SendOutcome>;
	/** Pauses, or rejects as soon as the execution is cancelled. Milliseconds. */
	pause(milliseconds: number): Promise<void>;
	/** What must never show: the credential's key, token and signing secret. */
	readonly secrets: readonly string[];
	/** Writes a line to the log. Never given secrets. */
	log(level: 'debug' | 'info' | 'warn', message: string): void;
}
