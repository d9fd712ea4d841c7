/**
 * Sees to it that an execution is woken up once. Within a process `coalesce.ts` does, and between processes n8n: it refuses
 * to resume an execution that is being resumed already. But n8n 1 doesn't. There, everything after the node would happen
 * twice when two webhook processes are told at the same moment, or when a call comes shortly before n8n's own alarm. So
 * in n8n 1, the last minute before the alarm belongs to the alarm; and where there may be several processes, it alone wakes
 * executions up, and is set to ring soon.
 */
import * as n8nWorkflow from 'n8n-workflow';
import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { now } from '../api/pause';
import type { WaitState } from './state';

/** n8n sets the alarm up to 70 s ahead, and does not take it back. It rings even if it was late. Milliseconds. */
const ALARM_AHEAD = 75_000;
const ALARM_LATE = 180_000;

/** Whether this n8n refuses to resume an execution twice: n8n 2, which is known by what its library has since 2.0. */
const refusesTwice = (): boolean => 'calculateWorkflowChecksum' in n8nWorkflow;

/** Whether one process does everything. Where nodes may not read settings of n8n, nobody knows. */
function isOneProcess(context: IExecuteFunctions | IWebhookFunctions): boolean {
	try {
		const mode = context.evaluateExpression('{{ $env.EXECUTIONS_MODE ?? "regular" }}', 0);
		return mode === 'regular';
	} catch {
		return false;
	}
}

/** Whether calls wake up executions; otherwise only n8n's alarm does. */
export const isWokenByCalls = (context: IExecuteFunctions | IWebhookFunctions): boolean =>
	refusesTwice() || isOneProcess(context);

/** When n8n wakes an execution up by itself. */
type Alarms = Pick<WaitState, 'deadline' | 'recheckAt'>;

/** Whether n8n is about to wake the execution up by itself. */
function isAlarmNear({ deadline, recheckAt }: Alarms): boolean {
	const alarms = [deadline, recheckAt].map((time) => Date.parse(time ?? ''));
	const left = Math.min(...alarms.filter((time) => !Number.isNaN(time))) - now();
	return left < ALARM_AHEAD && left > -ALARM_LATE;
}

/** Whether a call may wake up this execution now. */
export const mayResume = (context: IWebhookFunctions, state: Alarms): boolean =>
	refusesTwice() || (isOneProcess(context) && !isAlarmNear(state));
