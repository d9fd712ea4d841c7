/**
 * An answer other than success.
 *
 * `documented` says whether the reference lists the status for the operation; answers to what it leaves
 * open (a bad webhook URL on PUT, 429 on create, …) are marked, so that the contract check lets them pass.
 */
export class ApiError extends Error {
	readonly status: number;
	readonly documented: boolean;
	readonly headers: Record<string, string>;

	constructor(
		status: number,
		message: string,
		options: { documented?: boolean; headers?: Record<string, string> } = {},
	) {
		super(message);
		this.status = status;
		this.documented = options.documented ?? true;
		this.headers = options.headers ?? {};
	}
}

export const badRequest = (message: string) => new ApiError(400, message);
export const notFound = (message: string) => new ApiError(404, message);
export const conflict = (message: string) => new ApiError(409, message);
