import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The API contract: an OpenAPI 3.1 document, the source of the API types and of the local server's validation. */
export const documentPath = join(import.meta.dirname, 'koldan.openapi.yaml');

/** A JSON Schema (draft 2020-12) as far as the contract uses it. */
export type Schema = {
	$ref?: string;
	type?: string | string[];
	format?: string;
	description?: string;
	default?: unknown;
	enum?: string[];
	minimum?: number;
	maximum?: number;
	pattern?: string;
	required?: string[];
	properties?: Record<string, Schema>;
	additionalProperties?: boolean | Schema;
	items?: Schema;
	allOf?: Schema[];
	anyOf?: Schema[];
	oneOf?: Schema[];
	not?: Schema;
	contentMediaType?: string;
	contentSchema?: Schema;
	'x-koldan-scopes'?: string[];
};
export type Parameter = {
	$ref?: string;
	name: string;
	in: 'path' | 'query' | 'header';
	description?: string;
	required?: boolean;
	style?: string;
	explode?: boolean;
	schema: Schema;
	'x-koldan-scopes'?: string[];
};
export type MediaTypes = Record<string, { schema: Schema; encoding?: Record<string, unknown> }>;
export type Operation = {
	operationId: string;
	summary: string;
	description: string;
	parameters?: Parameter[];
	requestBody?: { required?: boolean; content: MediaTypes };
	responses: Record<string, { description: string; content?: MediaTypes }>;
	/** Scopes that a caller needs; on a parameter or form part, those needed in addition when it is sent. */
	'x-koldan-scopes': string[];
	'x-koldan-rate-limited'?: boolean;
	/** Only method, path, scopes and the parameters are known: neither the shapes of bodies nor the statuses of refusals. */
	'x-koldan-partly-known'?: boolean;
};
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type Contract = {
	openapi: string;
	paths: Record<string, { parameters?: Parameter[] } & Partial<Record<Method, Operation>>>;
	components: {
		parameters: Record<string, Parameter>;
		schemas: Record<string, Schema>;
		securitySchemes: Record<string, Record<string, string>>;
	};
};

/** Reads and parses the contract. References (`$ref`) are left as they are. */
export function readDocument(): Contract {
	return parse(readFileSync(documentPath, 'utf8')) as Contract;
}

/** The operations of a contract with method (upper case), path, and the path's own parameters resolved and put first. */
export function operations(
	contract: Contract,
): Array<Operation & { method: string; path: string; parameters: Parameter[] }> {
	const resolve = (parameter: Parameter) =>
		parameter.$ref
			? contract.components.parameters[parameter.$ref.split('/').at(-1) ?? '']
			: parameter;
	return Object.entries(contract.paths).flatMap(([path, item]) =>
		(['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
			const operation = item[method];
			if (!operation) return [];
			const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
			return [{ ...operation, method: method.toUpperCase(), path, parameters }];
		}),
	);
}
