/** What went wrong with a request, before n8n's own error is made of it. */

export interface KoldanApiErrorDetails {
	/** A sentence for people: what happened. */
	message: string;
	/** What to do next, and the API's own words. */
	description: string;
	/** The HTTP status, where Koldan answered. */
	statusCode?: number;
	/** The network code, where it did not. */
	networkCode?: string;
	/** True when a job may have been created although no usable answer came. */
	ambiguous?: boolean;
	/** True when an earlier attempt of the same request may have been carried out. */
	repeated?: boolean;
}

/** A request to Koldan that failed. Carries no secret: neither headers nor bodies that were sent. */
export class KoldanApiError extends Error {
	readonly description: string;

	readonly statusCode?: number;

	readonly networkCode?: string;

	readonly ambiguous: boolean;

	readonly repeated: boolean;

	constructor(details: KoldanApiErrorDetails) {
		super(details.message);
		this.name = 'KoldanApiError';
		this.description = details.description;
		this.statusCode = details.statusCode;
		this.networkCode = details.networkCode;
		this.ambiguous = details.ambiguous ?? false;
		this.repeated = details.repeated ?? false;
	}
}

/** Input that is refused before any request is sent. */
export class KoldanInputError extends Error {
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
		this.name = 'KoldanInputError';
	}
}
