/** Turns errors into the ones n8n shows, and into items for *Continue On Fail*. */
import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import { KoldanError } from './errors';

type NodeError = NodeApiError | NodeOperationError;

/** n8n's error for a request that failed. */
function apiError(node: INode, error: KoldanError, itemIndex?: number): NodeApiError {
	const { message, description, failure } = error;
	const httpCode = error.statusCode?.toString();
	const response: JsonObject = { message, description, ...(httpCode ? { httpCode } : {}) };
	const nodeError = new NodeApiError(node, response, {
		message,
		description,
		httpCode,
		itemIndex,
		failure,
	});
	// n8n puts words of its own in place of messages that look like system errors.
	nodeError.message = message;
	nodeError.description = description;
	nodeError.httpCode = httpCode ?? null;
	return nodeError;
}

/** The error as n8n wants it, with its item. Keeps the message, the description, the HTTP status and the details. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		if (error.context.itemIndex === undefined && itemIndex !== undefined)
			error.context.itemIndex = itemIndex;
		return error;
	}
	if (!(error instanceof KoldanError)) {
		const cause = error instanceof Error ? error : String(error);
		return new NodeOperationError(node, cause, { itemIndex });
	}
	const { message, description, details } = error;
	const nodeError = error.isApiError
		? apiError(node, error, itemIndex)
		: new NodeOperationError(node, message, { description: description || undefined, itemIndex });
	if (Object.keys(details).length > 0) nodeError.context.data = details;
	return nodeError;
}

/**
 * The item that stands for a failed one with *Continue On Fail*: `error` (what happened), `message` (what to do) and
 * `details` (facts that a workflow can use).
 *
 * Versions of n8n differ in which items they send to the error output: up to n8n 2.33 those whose JSON is exactly `error`,
 * or `error` and `message`; later ones allow `details` too. All of them send there what has an `error` beside its JSON,
 * but replace the JSON of an item that still has it in the end. n8n copies the items it sends there, and a copy has only
 * what is enumerable: so this `error` is not. An item that has no predecessor is not copied, and does without details.
 */
export function errorItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): INodeExecutionData {
	const node = context.getNode();
	const nodeError = toNodeError(node, error, itemIndex);
	const details = nodeError.context.data as IDataObject | undefined;
	const { message, description } = nodeError;
	const item: INodeExecutionData = {
		json: { error: message, message: description ?? message, ...(details ? { details } : {}) },
		pairedItem: { item: itemIndex },
	};
	if (node.onError !== 'continueErrorOutput') return item;
	if (context.getExecuteData().source === null) delete item.json.details;
	else Object.defineProperty(item, 'error', { value: nodeError, enumerable: false });
	return item;
}
