import type { IHookFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { toNodeError } from '../actions/nodeErrors';

/** An error of the activation. n8n shows only its message there, so what to do is told in it too. */
export function asActivationError(
	context: IHookFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	const nodeError = toNodeError(context.getNode(), error);
	const { message, description } = nodeError;
	if (description) nodeError.message = `${message.replace(/\.$/, '')}. ${description}`;
	return nodeError;
}
