import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { operations, readDocument } from '../document.mts';

/** A documented answer: an operation and one of its statuses. */
export interface DocumentedAnswer {
	operationId: string;
	status: number;
	/** Undefined: the answer has no content, or the reference leaves it open. */
	validate?: ValidateFunction;
	/** Whether the reference leaves the body open. */
	open: boolean;
}

const escapePointer = (text: string) =>
	encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Every answer that the contract documents in full, with a validator that owes nothing to the local server. */
export function documentedAnswers(): DocumentedAnswer[] {
	const document = readDocument();
	const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
	ajv.addSchema(document, 'koldan');
	const known = operations(document).filter((operation) => !operation['x-koldan-partly-known']);
	return known.flatMap(({ operationId, method, path, responses }) =>
		Object.entries(responses).map(([status, { content }]) => {
			const response = ['paths', path, method.toLowerCase(), 'responses', status];
			const schema = [...response, 'content', 'application/json', 'schema'];
			const json = content !== undefined && 'application/json' in content;
			return {
				operationId,
				status: Number(status),
				open: content !== undefined && !json,
				...(json && {
					validate: ajv.compile({ $ref: `koldan#/${schema.map(escapePointer).join('/')}` }),
				}),
			};
		}),
	);
}
