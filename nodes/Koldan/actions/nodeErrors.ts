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
import { KoldanApiError, KoldanInputError } from '../api/errors';
import { ExecutionCancelled } from '../api/pause';
import { FailedJobError } from '../api/failedJob';
import { TimeLimitError } from '../wait/timeLimit';

/** The error as n8n wants it, with its item. Never loses the sentence, the advice or the HTTP status. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		if (error.context.itemIndex === undefined && itemIndex !== undefined)
			error.context.itemIndex = itemIndex;
		return error;
	}
	if (error instanceof KoldanApiError || error instanceof FailedJobError) {
		const { message, description } = error;
		const httpCode = error instanceof KoldanApiError ? error.statusCode?.toString() : undefined;
		const response: JsonObject = { message, description, ...(httpCode ? { httpCode } : {}) };
		const nodeError = new NodeApiError(node, response, {
			message,
			description,
			httpCode,
			itemIndex,
		});
		// n8n puts words of its own in place of messages that look like system errors.
		nodeError.message = message;
		nodeError.description = description;
		nodeError.httpCode = httpCode ?? null;
		return nodeError;
	}
	if (
		error instanceof KoldanInputError ||
		error instanceof ExecutionCancelled ||
		error instanceof TimeLimitError
	) {
		const description = error instanceof ExecutionCancelled ? undefined : error.description;
		return new NodeOperationError(node, error.message, { description, itemIndex });
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error), {
		itemIndex,
	});
}

/** Facts about an error that a workflow can use, such as the transcription's ID. */
function detailsOf(error: unknown): IDataObject {
	if (error instanceof FailedJobError)
		return {
			transcriptionId: error.jobId,
			status: error.status,
			...(error.code ? { code: error.code } : {}),
		};
	if (error instanceof TimeLimitError) return { transcriptionId: error.jobIds[0], timedOut: true };
	if (error instanceof KoldanApiError && error.statusCode) return { httpCode: error.statusCode };
	return {};
}

/**
 * The item that stands for a failed one with *Continue On Fail*: `error` (what happened) and `message` (what to do). n8n
 * sends items of just this shape to the error output; newer versions also allow `details`.
 */
export function errorItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): INodeExecutionData {
	const nodeError = toNodeError(context.getNode(), error, itemIndex);
	const details = 'isToolExecution' in context ? detailsOf(error) : {};
	return {
		json: {
			error: nodeError.message,
			message: nodeError.description ?? nodeError.message,
			...(Object.keys(details).length > 0 ? { details } : {}),
		},
		pairedItem: { item: itemIndex },
	};
}
