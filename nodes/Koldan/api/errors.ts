/** What went wrong, before n8n's own error is made of it (`nodeErrors.ts`). */
import type { IDataObject, NodeApiError } from 'n8n-workflow';

/** Why an operation failed, in n8n's own terms. Versions before 2.38 know none. */
export type Failure = NonNullable<NodeApiError['failure']>;

/** Every error that this package raises. Carries no secret: neither headers nor bodies that were sent. */
export class KoldanError extends Error {
	/** The HTTP status, where Koldan answered. */
	readonly statusCode?: number;

	/** True where Koldan, or the way to it, is the cause: n8n then shows a NodeApiError, otherwise a NodeOperationError. */
	readonly isApiError: boolean = false;

	/** The cause in n8n's own terms, where there is a term for it. */
	failure?: Failure;

	/**
	 * @param message what happened, a sentence for people
	 * @param description what to do next, and the API's own words
	 * @param details facts that a workflow can use, such as `transcriptionId`, `status`, `code`, `httpCode`, `timedOut`
	 */
	constructor(
		message: string,
		public description = '',
		readonly details: IDataObject = {},
	) {
		super(message);
		this.name = new.target.name;
	}
}

export interface KoldanApiErrorOptions {
	message: string;
	description: string;
	/** The HTTP status, where Koldan answered. */
	statusCode?: number;
	/** The network code, where it did not. */
	networkCode?: string;
	/** True when a job may have been created although no usable answer came. */
	ambiguous?: boolean;
	/** True when an earlier attempt of the same request may have been carried out. */
	repeated?: boolean;
	/** Facts beside `httpCode`. */
	details?: IDataObject;
	failure?: Failure;
}

/** A request to Koldan that failed. */
export class KoldanApiError extends KoldanError {
	override readonly isApiError = true;

	override readonly statusCode?: number;

	readonly networkCode?: string;

	readonly ambiguous: boolean;

	readonly repeated: boolean;

	constructor(options: KoldanApiErrorOptions) {
		const { message, description, statusCode, details } = options;
		super(message, description, { ...(statusCode ? { httpCode: statusCode } : {}), ...details });
		this.statusCode = statusCode;
		this.failure = options.failure;
		this.networkCode = options.networkCode;
		this.ambiguous = options.ambiguous ?? false;
		this.repeated = options.repeated ?? false;
	}
}

/** Input that is refused before any request is sent. */
export class KoldanInputError extends KoldanError {}

/** Somebody stopped the execution. n8n knows such an error by the word "canceled". */
export class ExecutionCancelled extends KoldanError {
	constructor() {
		super('The execution was canceled');
	}
}

/** The HTTP status of an error, where Koldan answered. */
export const statusOf = (error: unknown): number | undefined =>
	error instanceof KoldanError ? error.statusCode : undefined;

/**
 * Passes a caught error on as it is. n8n's lint forbids `throw error` in a catch, because an error that n8n did not wrap
 * should not leave a node; here the node's outermost function wraps everything (`toNodeError`).
 */
export function rethrow(error: unknown): never {
	throw error;
}
