/** Holds requests of the node against the contract without sending them, as fast as thousands of them need it. */
import type { IHttpRequestOptions } from 'n8n-workflow';
import { Contract } from '../../koldan-server/contract.mts';

const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

export interface CheckedRequest {
	/** Undefined when the path is none of the documented ones. */
	operationId?: string;
	/** What is wrong with it; empty when it keeps the contract. */
	violations: string[];
}

interface FormPart {
	name: string;
	type: string;
	size: number;
}

export class ContractChecker {
	private readonly contract: Contract;

	private readonly baseUrl: string;

	private constructor(contract: Contract, baseUrl: string) {
		this.contract = contract;
		this.baseUrl = baseUrl;
	}

	static async load(baseUrl: string): Promise<ContractChecker> {
		return new ContractChecker(await Contract.load(), baseUrl);
	}

	check(options: IHttpRequestOptions): CheckedRequest {
		const { method = 'GET', url, qs = {}, body, headers = {} } = options;
		const path = url.slice(this.baseUrl.length);
		const violations: string[] = [];
		// What an HTTP client makes of the address has to be what was meant.
		if (!url.startsWith(this.baseUrl) || new URL(url).pathname !== path)
			violations.push(`The address ${url} is not what it seems`);
		if (Object.keys(headers).length > 0) violations.push('The node sets headers of its own');
		const operation = this.contract.operations.find(
			(each) =>
				each.method === method && new RegExp(`^${each.path.replace('{id}', UUID)}$`).test(path),
		);
		if (!operation) return { violations: [...violations, `No endpoint ${method} ${path}`] };
		const { operationId, bodyTypes } = operation;
		const [bodyType] = bodyTypes.filter((each) => (each === 'application/json') !== isForm(body));
		const form = bodyType === 'multipart/form-data' ? this.readForm(operationId, body) : undefined;
		const json = bodyType === 'application/json' ? asSent(body) : undefined;
		if (bodyType === undefined && body !== undefined) violations.push('A body nobody asked for');
		const checked = this.contract.validateRequest(operationId, {
			method,
			path,
			headers: bodyType ? { 'content-type': bodyType } : {},
			query: Object.fromEntries(Object.entries(qs).map(([name, value]) => [name, String(value)])),
			body: form?.checked ?? json,
		});
		violations.push(
			...(form?.violations ?? []),
			...checked.violations.map(({ message }) => message),
			...unknownNames(checked.query, qs),
		);
		return { operationId, violations };
	}

	private readForm(operationId: string, body: unknown) {
		const texts: Record<string, string> = {};
		const violations: string[] = [];
		let file: FormPart | undefined;
		for (const [name, value] of body as Iterable<[string, string | FormPart]>) {
			if (name in texts || (name === 'file' && file)) violations.push(`${name} is sent twice`);
			if (typeof value === 'string') texts[name] = value;
			else file = value;
		}
		if (file && /[\r\n"]/.test(file.name)) violations.push('The file name ends its header');
		if (file && !/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[\x20-\x7e]*)?$/.test(file.type))
			violations.push(`The file type ${file.type} is none`);
		const { values, violations: broken } = this.contract.readParts(operationId, texts);
		const booleans = Object.entries(values).filter(([, value]) => typeof value === 'boolean');
		return {
			violations: [...violations, ...broken.map(({ message }) => message)],
			checked: { ...texts, ...Object.fromEntries(booleans), ...(file ? { file: '' } : {}) },
		};
	}
}

const isForm = (body: unknown): boolean =>
	typeof body === 'object' && body !== null && Symbol.iterator in body;

const asSent = (body: unknown): unknown =>
	body === undefined ? undefined : (JSON.parse(JSON.stringify(body)) as unknown);

const unknownNames = (known: object, sent: object): string[] =>
	Object.keys(sent)
		.filter((name) => !Object.hasOwn(known, name))
		.map((name) => `Unknown query parameter ${name}`);
