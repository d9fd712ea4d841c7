import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { OpenAPIBackend, type Document } from 'openapi-backend';
import {
	operations,
	readDocument,
	type Operation as DocumentOperation,
	type Schema,
} from '../contract/document.mts';

/** An operation of the contract. */
export interface Operation {
	operationId: string;
	/** Upper case. */
	method: string;
	/** As in the contract: `{id}` for parameters. */
	path: string;
	scopes: string[];
	/** Scopes needed in addition when a query parameter or form part is sent, by its name. */
	extraScopes: Record<string, string[]>;
	/** Media types that the request body may have; empty where there is no body. */
	bodyTypes: string[];
	statuses: number[];
	/** Whether only a part of it is known: no answer can break the contract then. */
	isPartlyKnown: boolean;
}

/** Where a request breaks the contract: `/path/id`, `/query/size`, `/requestBody/webhook/url`, and how. */
export interface Violation {
	path: string;
	message: string;
}

export interface IncomingRequest {
	method: string;
	path: string;
	headers: Record<string, string | string[] | undefined>;
	query: Record<string, string | string[]>;
	body?: unknown;
}

/** The OpenAPI document, and requests and answers held against it. */
export class Contract {
	readonly operations: Operation[];
	private readonly api: OpenAPIBackend;
	/** Form parts of each operation that has a multipart body. */
	private readonly parts = new Map<string, Map<string, Part>>();

	static async load(): Promise<Contract> {
		const api = new OpenAPIBackend({
			definition: readDocument() as unknown as Document,
			coerceTypes: true,
			// The library checks documents against OpenAPI 3.0 only; a test checks this one against 3.1.
			quick: true,
			customizeAjv: (ajv) => addFormats.default(ajv),
		});
		await api.init();
		return new Contract(api);
	}

	private constructor(api: OpenAPIBackend) {
		const ajv = addFormats.default(new Ajv({ strict: false }));
		this.api = api;
		this.operations = operations(readDocument()).map(({ operationId, method, path }) => {
			const operation = dereferenced(api, operationId);
			const content = operation.requestBody?.content ?? {};
			const bodyTypes = Object.keys(content);
			const form = content['multipart/form-data'] ?? content[bodyTypes[0]];
			const formParts = form?.schema.properties ?? {};
			if (bodyTypes.includes('multipart/form-data')) {
				this.parts.set(operationId, compileParts(formParts, ajv));
			}
			const sendable = [
				...(operation.parameters ?? []).map((each) => [each.name, each] as const),
				...Object.entries(formParts),
			];
			return {
				operationId,
				method,
				path,
				scopes: operation['x-koldan-scopes'],
				extraScopes: Object.fromEntries(
					sendable.map(([name, each]) => [name, each['x-koldan-scopes'] ?? []]),
				),
				bodyTypes,
				statuses: Object.keys(operation.responses).map(Number),
				isPartlyKnown: operation['x-koldan-partly-known'] === true,
			};
		});
	}

	/** The query with its types (numbers, booleans, lists), and what is wrong with the request. */
	validateRequest(operationId: string, request: IncomingRequest) {
		const { errors, coerced } = this.api.validator.validateRequest(
			{ ...request, headers: withoutUndefined(request.headers) },
			operationId,
		);
		const violations: Violation[] = (errors ?? []).map((error) => ({
			path: error.instancePath,
			message: `${error.instancePath} ${error.message ?? 'is invalid'}`.trim(),
		}));
		return { query: (coerced?.query ?? {}) as Record<string, unknown>, violations };
	}

	/**
	 * The values of a form's text parts: JSON parts parsed and held against their schemas, booleans
	 * as such, all others as text.
	 */
	readParts(operationId: string, texts: Record<string, string>) {
		const values: Record<string, unknown> = {};
		const violations: Violation[] = [];
		for (const [name, text] of Object.entries(texts)) {
			const part = this.parts.get(operationId)?.get(name);
			if (!part) {
				violations.push({ path: `/requestBody/${name}`, message: `Unknown part ${name}` });
				continue;
			}
			const { value, problem } = part(text);
			values[name] = value;
			if (problem) violations.push({ path: `/requestBody/${name}`, message: `${name} ${problem}` });
		}
		return { values, violations };
	}

	/** What is wrong with an answer; empty when it keeps the contract. `body` null for no content. */
	validateResponse(operationId: string, status: number, body: unknown): string[] {
		const operation = this.operations.find((each) => each.operationId === operationId);
		if (operation?.isPartlyKnown) return [];
		if (!operation?.statuses.includes(status)) {
			return [`${operationId} answered ${status}, which the contract does not list`];
		}
		const { errors } = this.api.validator.validateResponse(body, operationId, status);
		return (errors ?? []).map(
			(error) => `${operationId} ${status}: ${error.instancePath || 'body'} ${error.message}`,
		);
	}
}

/** An operation with its references resolved. */
function dereferenced(api: OpenAPIBackend, operationId: string): DocumentOperation {
	const operation: unknown = api.router.getOperation(operationId);
	return operation as DocumentOperation;
}

type Part = (text: string) => { value: unknown; problem?: string };

function compileParts(schemas: Record<string, Schema>, ajv: Ajv): Map<string, Part> {
	return new Map(
		Object.entries(schemas).map(([name, part]) => {
			if (part.type === 'boolean') return [name, readBoolean];
			if (part.contentMediaType !== 'application/json') return [name, (text) => ({ value: text })];
			return [name, jsonPart(ajv.compile(part.contentSchema ?? {}))];
		}),
	);
}

const readBoolean: Part = (text) =>
	text === 'true' || text === 'false'
		? { value: text === 'true' }
		: { value: text, problem: 'must be true or false' };

function jsonPart(validate: ValidateFunction): Part {
	return (text) => {
		let value: unknown;
		try {
			value = JSON.parse(text);
		} catch {
			return { value: text, problem: 'is not valid JSON' };
		}
		if (validate(value)) return { value };
		const [error] = validate.errors ?? [];
		return {
			value,
			problem: `${error?.instancePath ?? ''} ${error?.message ?? 'is invalid'}`.trim(),
		};
	};
}

function withoutUndefined(headers: IncomingRequest['headers']): Record<string, string | string[]> {
	return Object.fromEntries(
		Object.entries(headers).filter(
			(entry): entry is [string, string | string[]] => entry[1] !== undefined,
		),
	);
}
