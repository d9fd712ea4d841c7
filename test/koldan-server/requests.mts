import type { FastifyRequest } from 'fastify';
import type { Fault } from './faults.mts';

/** A file part as it arrived; the bytes themselves are not kept. */
export interface RecordedFile {
	filename: string;
	contentType: string;
	/** Bytes. */
	size: number;
	sha256: string;
}

/** A request and what became of it. */
export interface RecordedRequest {
	method: string;
	/** Without the query. */
	path: string;
	query: Record<string, string | string[]>;
	/** Undefined for paths that the contract doesn't have. */
	operationId?: string;
	/** By lower-case name; credentials are replaced with `[redacted]`. */
	headers: Record<string, string | string[] | undefined>;
	/** Lower-case names in the order sent, with repetitions. */
	headerNames: string[];
	/** Which credentials were sent; both at once is a client's mistake. */
	credentials: { apiKey: boolean; bearer: boolean };
	/** Whose credentials they were. */
	user?: string;
	/** A JSON body. */
	json?: unknown;
	/** Text parts of a form, by name. */
	parts?: Record<string, string>;
	/** File part of a form. */
	file?: RecordedFile;
	/** Undefined until answered, and for good when the connection was dropped. */
	status?: number;
	/** Kinds of the faults that hit it. */
	faults: Array<Fault['kind']>;
	startedAt: Date;
	endedAt?: Date;
}

const SECRET_HEADERS = ['x-api-key', 'authorization', 'cookie'];

export function recordRequest(request: FastifyRequest, operationId?: string): RecordedRequest {
	const { headers } = request;
	const redacted = SECRET_HEADERS.filter((name) => headers[name] !== undefined);
	return {
		method: request.method,
		path: request.url.split('?')[0],
		query: request.query as RecordedRequest['query'],
		operationId,
		headers: { ...headers, ...Object.fromEntries(redacted.map((name) => [name, '[redacted]'])) },
		headerNames: request.raw.rawHeaders
			.filter((_, index) => index % 2 === 0)
			.map((name) => name.toLowerCase()),
		credentials: {
			apiKey: headers['x-api-key'] !== undefined,
			bearer: headers.authorization !== undefined,
		},
		faults: [],
		startedAt: new Date(),
	};
}

/** A line for the log: no query, no headers, no body. */
export function describeRequest({
	method,
	path,
	status,
	file,
	faults,
	startedAt,
	endedAt,
}: RecordedRequest) {
	const milliseconds = (endedAt ?? startedAt).getTime() - startedAt.getTime();
	const size = file ? `  ${file.size} bytes` : '';
	const hit = faults.length > 0 ? `  fault: ${faults.join(', ')}` : '';
	return `${method} ${path}  ${status ?? 'connection closed'}${size}  ${milliseconds} ms${hit}`;
}
