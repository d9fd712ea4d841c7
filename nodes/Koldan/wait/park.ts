/**
 * Puts an execution to sleep so that this node runs again when it wakes up, whether a webhook or the time limit wakes it.
 *
 * n8n does not run a node again after a wait: it marks the entry on top of its stack as disabled and passes that entry's
 * data through. So the entry is left empty (an empty entry passes nothing on and leaves no trace), and a copy of the
 * real one is put right under it. That one then runs like any node: it can look at the jobs once more, fail for real, go
 * on with an error as its setting says, and pair its items. The stack is no public interface of n8n; it has been the same
 * since n8n 1, it is touched only here, and where it looks different the node polls instead.
 */
import type { IExecuteData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

interface EngineState {
	runExecutionData?: { executionData?: { nodeExecutionStack?: IExecuteData[] } };
}

function stackOf(context: IExecuteFunctions): IExecuteData[] | undefined {
	const stack = (context as unknown as EngineState).runExecutionData?.executionData
		?.nodeExecutionStack;
	return Array.isArray(stack) ? stack : undefined;
}

/** Whether n8n runs the node for an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	const { isToolExecution } = context as { isToolExecution?: () => boolean };
	const node = context.getNode() as { rewireOutputLogTo?: string; type: string };
	return (
		isToolExecution?.call(context) === true ||
		node.rewireOutputLogTo !== undefined ||
		node.type.endsWith('Tool')
	);
}

/** Says why this execution can't sleep, as a clause; undefined when it can. */
export function whyNotParked(context: IExecuteFunctions): string | undefined {
	if (isTool(context)) return 'an AI agent is waiting for the answer';
	if (context.getMode() === 'cli') return 'the workflow was started from the command line';
	if (!context.getExecutionId()) return 'this execution is not saved';
	if (stackOf(context) === undefined || context.getExecuteData()?.data?.main === undefined)
		return 'this version of n8n works differently';
	return undefined;
}

/**
 * Puts the execution to sleep. The caller returns what it gets at once: no items, since an item that tells of an error
 * would make n8n run a node with *Retry On Fail* again.
 *
 * @param until when n8n wakes it up at the latest
 */
export async function park(
	context: IExecuteFunctions,
	until: Date,
): Promise<INodeExecutionData[][]> {
	const entry = context.getExecuteData();
	stackOf(context)?.unshift({ ...entry, node: { ...entry.node } });
	entry.node = {
		...entry.node,
		onError: 'stopWorkflow',
		continueOnFail: false,
		alwaysOutputData: false,
	};
	entry.data = { main: [] };
	await context.putExecutionToWait(until);
	return [[]];
}
