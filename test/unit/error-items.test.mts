/** Items that stand for an error have the shape that every version of n8n sends to the error output. */
import { NodeApiError, type IExecuteFunctions, type INode } from 'n8n-workflow';
import { FailedJobError } from '../../nodes/Koldan/api/failedJob';
import {
	ExecutionCancelled,
	KoldanApiError,
	KoldanInputError,
} from '../../nodes/Koldan/api/errors';
import { errorItem, toNodeError } from '../../nodes/Koldan/api/nodeErrors';

const nodeWith = (onError: INode['onError']): INode => ({
	id: 'Koldan',
	name: 'Koldan',
	type: 'koldan',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	onError,
});

const contextOf = (onError: INode['onError'], source: object | null = { main: [] }) =>
	({
		getNode: () => nodeWith(onError),
		getExecuteData: () => ({ source }),
	}) as unknown as IExecuteFunctions;

const failed = new FailedJobError('It failed', 'Try again.', 'the id', 'FAILED', 'EMPTY_AUDIO');
const JSON_OF_FAILED = {
	error: 'It failed',
	message: 'Try again.',
	details: { transcriptionId: 'the id', status: 'FAILED', code: 'EMPTY_AUDIO' },
};

test('on the error output: marked as an error, and the copy that n8n makes keeps its JSON', () => {
	const item = errorItem(contextOf('continueErrorOutput'), failed, 3);
	expect(item.error).toMatchObject({ message: 'It failed' });
	expect({ ...item }).toEqual({ json: JSON_OF_FAILED, pairedItem: { item: 3 } });
	expect(Object.keys({ ...item })).not.toContain('error');
});

test('on the error output without a predecessor: the JSON alone marks it in every version', () => {
	const item = errorItem(contextOf('continueErrorOutput', null), failed, 0);
	expect(item.error).toBeUndefined();
	expect(Object.keys(item.json).sort()).toEqual(['error', 'message']);
});

test('on the regular output: JSON only', () => {
	const item = errorItem(contextOf('continueRegularOutput'), failed, 0);
	expect(item.error).toBeUndefined();
	expect(item.json).toEqual(JSON_OF_FAILED);
});

test('details survive the way through n8n’s own error', () => {
	const nodeError = toNodeError(nodeWith('continueRegularOutput'), failed, 1);
	expect(errorItem(contextOf('continueRegularOutput'), nodeError, 1).json).toEqual(JSON_OF_FAILED);
});

test('which of n8n’s errors is made', () => {
	const node = nodeWith('stopWorkflow');
	const refused = new KoldanApiError({ message: 'No', description: 'Do', statusCode: 403 });
	expect(toNodeError(node, refused)).toMatchObject({
		name: 'NodeApiError',
		message: 'No',
		description: 'Do',
		httpCode: '403',
	});
	expect(toNodeError(node, failed)).toBeInstanceOf(NodeApiError);
	expect(toNodeError(node, new KoldanInputError('Bad', 'Do'), 2)).toMatchObject({
		name: 'NodeOperationError',
		message: 'Bad',
		description: 'Do',
		context: { itemIndex: 2 },
	});
	expect(toNodeError(node, new ExecutionCancelled()).name).toBe('NodeOperationError');
});
