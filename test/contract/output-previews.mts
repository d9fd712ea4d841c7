/**
 * Makes n8n's previews of what operations give out, before anything has run: a JSON Schema for each, which n8n looks for as
 * `__schema__/v<version of the node>/<resource>/<operation>.json` beside the node. They are made from types: from those in
 * `output-shapes.mts`, and for other operations from what their endpoint answers.
 */
import { join } from 'node:path';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
export const previewsFolder = join(root, 'nodes', 'Koldan', '__schema__');

/** As much of JSON Schema as the previews use. `nullable` is Ajv's and OpenAPI's; n8n passes over it. */
export interface PreviewSchema {
	type?: 'object' | 'array' | 'string' | 'number' | 'boolean';
	nullable?: true;
	enum?: Array<string | null>;
	properties?: Record<string, PreviewSchema>;
	required?: string[];
	items?: PreviewSchema;
	/** Koldan may send more than it documents. */
	additionalProperties?: true;
}

export interface NodeParts {
	description: INodeTypeDescription;
	/** The endpoint that an operation stands for. */
	endpointOf(resource: string, operation: string): string;
}

/** Objects in objects down to here; below that, a preview says only that there is one. */
const MAX_DEPTH = 6;

/** All operations of a node, by resource. */
export function operationsOf({ properties }: INodeTypeDescription): Array<[string, string]> {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(displayOptions?.show?.resource ?? []).flatMap((resource) =>
				(options as INodePropertyOptions[]).map(({ value }): [string, string] => [
					String(resource),
					String(value),
				]),
			),
		);
}

/** Turns types into schemas. */
class Converter {
	private readonly checker: ts.TypeChecker;

	constructor(checker: ts.TypeChecker) {
		this.checker = checker;
	}

	schemaOf(type: ts.Type, depth = 0): PreviewSchema {
		const parts = type.isUnion() ? type.types : [type];
		const isNothing = ({ flags }: ts.Type) =>
			(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) > 0;
		const isNull = ({ flags }: ts.Type) => (flags & ts.TypeFlags.Null) > 0;
		const left = parts.filter((part) => !isNothing(part) && !isNull(part));
		const nullable = parts.some(isNull);
		const schema = this.notNull(left, depth);
		if (!nullable || !schema.type) return schema;
		return {
			...schema,
			nullable: true,
			...(schema.enum ? { enum: [...schema.enum, null] } : {}),
		};
	}

	private notNull(parts: ts.Type[], depth: number): PreviewSchema {
		const [first] = parts;
		if (!first) return {};
		if (parts.every((part) => part.isStringLiteral()))
			return { type: 'string', enum: parts.map(({ value }) => value) };
		const has = (flag: ts.TypeFlags) => parts.every(({ flags }) => (flags & flag) > 0);
		if (has(ts.TypeFlags.StringLike)) return { type: 'string' };
		if (has(ts.TypeFlags.NumberLike)) return { type: 'number' };
		if (has(ts.TypeFlags.BooleanLike)) return { type: 'boolean' };
		if (parts.length > 1 || !has(ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return {};
		if (this.checker.isArrayType(first) || this.checker.isTupleType(first)) {
			const [element] = this.checker.getTypeArguments(first as ts.TypeReference);
			return { type: 'array', items: this.schemaOf(element, depth + 1) };
		}
		const members = depth < MAX_DEPTH ? this.checker.getPropertiesOfType(first) : [];
		if (members.length === 0) return { type: 'object' };
		const properties = members.map((member): [string, PreviewSchema] => [
			member.name,
			this.schemaOf(this.checker.getTypeOfSymbol(member), depth + 1),
		]);
		const isOpen = this.checker.getIndexInfosOfType(first).length > 0;
		const required = members
			.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional))
			.map(({ name }) => name);
		return {
			type: 'object',
			properties: Object.fromEntries(properties),
			...(required.length > 0 ? { required } : {}),
			...(isOpen ? { additionalProperties: true } : {}),
		};
	}
}

/** A module that names the type of each operation's items: its shape, or an item of what the endpoint answers. */
function moduleOf(named: Array<[string, string, string]>): string {
	const lines = named.map(
		([resource, operation, endpoint]) =>
			`export type ${resource}_${operation} = Preview<'${resource}', '${operation}', '${endpoint}'>;`,
	);
	return `
import type { operations } from '../../nodes/Koldan/api/contract';
import type { OutputShapes, TriggerShape } from './output-shapes.mts';
type Shape<R, O> = R extends keyof OutputShapes
	? O extends keyof OutputShapes[R] ? OutputShapes[R][O] : undefined : undefined;
type Responses<E> = E extends keyof operations ? operations[E]['responses'] : never;
type Body<R> = R extends { content: { 'application/json': infer B } } ? B : never;
type Success<R> = Body<R[keyof R & (200 | 201 | 202)]>;
type Listed<B> = { [K in keyof B]-?: B[K] extends Array<infer I> ? I : never }[keyof B];
type Item<B> = B extends Array<infer I> ? I : B extends { total: number } ? Listed<B> : B;
type Preview<R, O, E> = Shape<R, O> extends undefined ? Item<Success<Responses<E>>> : Shape<R, O>;
export type trigger = TriggerShape;
${lines.join('\n')}
`;
}

/** The types of a module that is not on disk. */
function typesOf(text: string): { checker: ts.TypeChecker; types: Map<string, ts.Type> } {
	const path = join(import.meta.dirname, 'output-previews-of-all.mts');
	const { config } = ts.readConfigFile(join(root, 'test', 'tsconfig.json'), ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'test'));
	const host = ts.createCompilerHost(options);
	const { fileExists, readFile, getSourceFile } = host;
	host.fileExists = (each) => each === path || fileExists(each);
	host.readFile = (each) => (each === path ? text : readFile(each));
	host.getSourceFile = (each, target) =>
		each === path
			? ts.createSourceFile(path, text, target)
			: getSourceFile.call(host, each, target);
	const program = ts.createProgram([path], { ...options, types: [] }, host);
	const checker = program.getTypeChecker();
	const source = program.getSourceFile(path) as ts.SourceFile;
	const problems = program.getSemanticDiagnostics(source);
	if (problems.length > 0)
		throw new Error(
			problems
				.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
				.join('\n'),
		);
	const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source) as ts.Symbol);
	return {
		checker,
		types: new Map(symbols.map((symbol) => [symbol.name, checker.getDeclaredTypeOfSymbol(symbol)])),
	};
}

/** The schemas by their paths below `__schema__/`. */
export function outputPreviews({ description, endpointOf }: NodeParts): Map<string, PreviewSchema> {
	const named = operationsOf(description).map(([resource, operation]): [string, string, string] => [
		resource,
		operation,
		endpointOf(resource, operation),
	]);
	const { checker, types } = typesOf(moduleOf(named));
	const converter = new Converter(checker);
	const versions = [description.version].flat();
	const previews = new Map<string, PreviewSchema>();
	for (const version of versions) {
		const folder = `v${String(version).split('.').concat(['0', '0']).slice(0, 3).join('.')}`;
		const add = (name: string, type: string) =>
			previews.set(`${folder}${name}.json`, converter.schemaOf(types.get(type) as ts.Type));
		// The triggers lie beside the node.
		add('', 'trigger');
		for (const [resource, operation] of named)
			add(`/${resource}/${operation}`, `${resource}_${operation}`);
	}
	return previews;
}

/** What is written to disk. */
export const previewText = (schema: PreviewSchema): string =>
	`${JSON.stringify(schema, undefined, 2)}\n`;
