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
import type { Obstacle } from '../webhooks/obstacle';
import { canReadBack, type WaitState } from './state';

/** What n8n keeps of an execution, as far as it matters here. */
interface EngineState {
	runExecutionData?: {
		executionData?: { nodeExecutionStack?: IExecuteData[] };
		/** Set while an execution sleeps, or is about to. */
		waitTill?: Date;
		/** The execution that called this one as a sub-workflow. */
		parentExecution?: {
			/** False where the caller does not wait for what comes out. */
			shouldResume?: boolean;
		};
	};
}

/** n8n does not keep executions as this node knows it. */
export const UNKNOWN_N8N: Obstacle = {
	reason: 'this version of n8n keeps executions in another way than this node knows',
	advice:
		'Look for an update of n8n-nodes-koldan. Until then, everything works, but executions do not sleep.',
};

const engineOf = (context: IExecuteFunctions): EngineState['runExecutionData'] =>
	(context as unknown as EngineState).runExecutionData;

function stackOf(context: IExecuteFunctions): IExecuteData[] | undefined {
	const stack = engineOf(context)?.executionData?.nodeExecutionStack;
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

/**
 * Whether another workflow waits for the output of this one. n8n gives it wrong data where this one sleeps, and nobody
 * notices: n8n 1 gives the caller its own input; n8n 2 gives it the output of one of the executions, where it called several;
 * and before 2.30 it takes an error for success.
 */
function callerWaits(context: IExecuteFunctions): boolean {
	const caller = engineOf(context)?.parentExecution;
	return caller ? caller.shouldResume !== false : context.getMode() === 'integrated';
}

/** Whether n8n's stack is what {@link park} needs it to be. */
function knowsStack(context: IExecuteFunctions): boolean {
	const stack = stackOf(context);
	if (stack === undefined || typeof context.putExecutionToWait !== 'function') return false;
	const entry = context.getExecuteData?.();
	return (
		Array.isArray(entry?.data?.main) &&
		entry.node?.name === context.getNode().name &&
		// n8n has taken it off the stack, and puts the same one back on top of it.
		entry === context.getExecuteData() &&
		!stack.includes(entry)
	);
}

/** Says why this execution can't sleep; undefined when it can. Everything that sleeping needs of n8n itself is checked here. */
export function whyNotParked(context: IExecuteFunctions, state: WaitState): Obstacle | undefined {
	if (isTool(context)) return { reason: 'an AI agent is waiting for the answer' };
	if (context.getMode() === 'cli')
		return { reason: 'the workflow was started from the command line' };
	if (!context.getExecutionId()) return { reason: 'this execution is not saved' };
	if (callerWaits(context))
		return {
			reason:
				'another workflow has called this one and waits for its output, which n8n may mix up after a sleep',
			advice:
				'To let this one sleep, turn off "Wait For Sub-Workflow Completion" in the node that calls it, or move this node to the calling workflow.',
		};
	return knowsStack(context) && canReadBack(context, state) ? undefined : UNKNOWN_N8N;
}

/**
 * Puts the execution to sleep. The caller returns what it gets at once: no items, since an item that tells of an error
 * would make n8n run a node with *Retry On Fail* again.
 *
 * @param until when n8n wakes it up at the latest
 * @returns undefined where n8n did not take it: then everything is as before
 */
export async function park(
	context: IExecuteFunctions,
	until: Date,
): Promise<INodeExecutionData[][] | undefined> {
	await context.putExecutionToWait(until);
	if (engineOf(context)?.waitTill !== until) return undefined;
	const entry = context.getExecuteData();
	stackOf(context)?.unshift({ ...entry, node: { ...entry.node } });
	entry.node = {
		...entry.node,
		onError: 'stopWorkflow',
		continueOnFail: false,
		alwaysOutputData: false,
	};
	entry.data = { main: [] };
	return [[]];
}
