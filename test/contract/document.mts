import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The API contract: an OpenAPI 3.1 document, the source of the API types and of the local server's validation. */
export const documentPath = join(import.meta.dirname, 'koldan.openapi.yaml');

/** A value in a YAML document. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Reads and parses the contract. References (`$ref`) are left as they are. */
export function readDocument(): JsonObject {
	return parse(readFileSync(documentPath, 'utf8')) as JsonObject;
}
