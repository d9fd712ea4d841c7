import type { FastifyRequest } from 'fastify';
import { extraScopes, requireScopes } from './admission.mts';
import { ApiError, badRequest } from './api-error.mts';
import type { Operation, Violation } from './contract.mts';
import type { Identity } from './credentials.mts';
import type { Exchange, Parts } from './exchange.mts';
import { discardForm, receiveForm, type ReceivedForm } from './multipart.mts';
import type { Answer, OperationRequest } from './operation.mts';
import { HANDLERS } from './routes/index.mts';

/** Reads, validates and carries out a request that was admitted. */
export async function perform(
	parts: Parts,
	exchange: Exchange,
	request: FastifyRequest,
	operation: Operation,
): Promise<Answer> {
	const { koldan } = parts;
	const { identity, record } = exchange;
	if (!identity) throw new Error('The request was not admitted.');
	let form: ReceivedForm | undefined;
	try {
		const body = await readBody();
		const { query, violations } = parts.contract.validateRequest(operation.operationId, {
			method: request.method,
			path: record.path,
			headers: request.headers,
			query: record.query,
			body: body.checked,
		});
		refuseInvalid(parts, operation, [...body.violations, ...violations]);
		const { id = '' } = request.params as { id?: string };
		const file = form?.file;
		return await HANDLERS[operation.operationId](koldan, {
			identity,
			id,
			query,
			body: body.value,
			file,
		} satisfies OperationRequest);
	} catch (error) {
		if (form) await discardForm(form);
		throw error;
	}

	async function readBody(): Promise<Body> {
		if (operation.bodyTypes.length === 0) return { violations: [] };
		const sentType = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
		if (!operation.bodyTypes.includes(sentType)) {
			throw new ApiError(
				415,
				`Send ${operation.bodyTypes.join(' or ')}, not ${sentType || 'nothing'}.`,
				{
					documented: false,
				},
			);
		}
		if (sentType === 'application/json') {
			record.json = parseJson(parts, operation, request.body);
			return { value: record.json, checked: record.json, violations: [] };
		}
		form = await receiveForm(request, () =>
			koldan.behaviour.keepUploads ? koldan.files.newPath() : undefined,
		);
		koldan.counters.uploadsReceived += 1;
		record.parts = form.texts;
		if (form.file) {
			const { filename, contentType, size, sha256 } = form.file;
			record.file = { filename, contentType, size, sha256 };
		}
		requireScopes(identity as Identity, extraScopes(operation, form.texts));
		const { values, violations } = parts.contract.readParts(operation.operationId, form.texts);
		const checked = { ...form.texts, ...booleansOf(values), ...(form.file && { file: '' }) };
		return { value: values, checked, violations };
	}
}

/** A request's body as the operation gets it, and as the contract describes it: JSON parts are texts there. */
interface Body {
	value?: unknown;
	checked?: unknown;
	violations: Violation[];
}

const booleansOf = (values: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'boolean'));

function parseJson(parts: Parts, operation: Operation, text: unknown): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		throw invalid(parts, operation, 'The body is not valid JSON.');
	}
}

/** 400 where the operation documents it, otherwise the status that the switch says. */
function invalid({ koldan }: Parts, operation: Operation, message: string): ApiError {
	return operation.statuses.includes(400)
		? badRequest(message)
		: new ApiError(koldan.behaviour.undocumentedValidationStatus, message, { documented: false });
}

function refuseInvalid(parts: Parts, operation: Operation, violations: Violation[]): void {
	const [first] = violations;
	if (!first) return;
	if (first.path !== '/path/id') {
		throw invalid(parts, operation, violations.map(({ message }) => message).join('; '));
	}
	const status = parts.koldan.behaviour.malformedIdStatus;
	const documented = operation.statuses.includes(status);
	throw new ApiError(status, 'The id is not a UUID.', { documented });
}
