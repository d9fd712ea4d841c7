import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { documentPath, operations, readDocument } from './document.mts';

const contract = readDocument();

test('is a valid OpenAPI 3.1 document', async () => {
	expect(contract.openapi).toMatch(/^3\.1\.\d+$/);
	const config = await createConfig({
		extends: ['recommended-strict'],
		// Koldan publishes no licence for its API.
		rules: { 'info-license': 'off', 'no-unused-components': 'error' },
	});
	const problems = await lintFromString({
		source: readFileSync(documentPath, 'utf8'),
		absoluteRef: documentPath,
		config,
	});
	expect(
		problems.map(({ message, location }) => `${location[0]?.pointer ?? ''}: ${message}`),
	).toEqual([]);
});

describe('as JSON Schema 2020-12', () => {
	const ajv = addFormats.default(
		new Ajv2020({
			strict: true,
			strictRequired: false,
			allowUnionTypes: true,
			keywords: ['x-koldan-scopes'],
			formats: { int64: true, double: true, binary: true },
		}),
	);
	const standalone = <T,>(value: T): T =>
		JSON.parse(JSON.stringify(value).replaceAll('"#/components/schemas/', '"koldan#/$defs/'));
	const { schemas } = contract.components;
	ajv.addSchema({ $id: 'koldan', $defs: standalone(schemas) });

	test.each(Object.keys(schemas))('%s compiles in strict mode', (name) => {
		expect(ajv.compile({ $ref: `koldan#/$defs/${name}` })).toBeInstanceOf(Function);
	});

	test('every parameter, body and form part compiles in strict mode', () => {
		const bodies = operations(contract).flatMap(({ parameters, requestBody, responses }) => [
			...parameters.map(({ schema }) => schema),
			...[requestBody, ...Object.values(responses)].flatMap((body) =>
				Object.values(body?.content ?? {}).map(({ schema }) => schema),
			),
		]);
		const parts = Object.values(
			schemas.SpeechServiceUploadAndTranscribeRequest.properties ?? {},
		).flatMap(({ contentSchema }) => contentSchema ?? []);
		expect(parts).toHaveLength(6);
		for (const schema of [...bodies, ...parts]) ajv.compile(standalone(schema));
	});
});
