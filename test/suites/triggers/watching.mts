import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import type { Outcome } from '../../koldan-server/behaviour.mts';
import type { Job } from '../../koldan-server/jobs.mts';
import { outputOf } from '../../n8n/client.mts';
import type { Execution, WorkflowFile } from '../../n8n/client.mts';
import type { AnyN8n, Scene } from '../waiting/stage.mts';
import { productionUrl } from './workflow.mts';
import { PATIENCE, until } from '../../n8n/patience.mts';

/** How long nothing must happen before it counts as not happening (milliseconds). */
const QUIET = 1500;

/** A workflow with a trigger, saved in n8n. */
export class Watching {
	readonly id: string;
	readonly url: string;
	private readonly n8n: AnyN8n;
	private readonly scene: Scene;

	private constructor(n8n: AnyN8n, scene: Scene, id: string, file: WorkflowFile) {
		this.n8n = n8n;
		this.scene = scene;
		this.id = id;
		this.url = productionUrl(n8n.url, file);
	}

	static async save(n8n: AnyN8n, scene: Scene, file: WorkflowFile): Promise<Watching> {
		return new Watching(n8n, scene, await scene.importWorkflow(file), file);
	}

	async activate(): Promise<this> {
		await this.n8n.publish(this.id);
		return this;
	}

	async deactivate(): Promise<void> {
		await this.n8n.unpublish(this.id);
	}

	/** Waits for that many executions to end, and makes sure that there are no more. Oldest first. */
	async executions(count: number, timeout = PATIENCE): Promise<Execution[]> {
		await until(
			`${count} executions`,
			async () => (await this.n8n.executions(this.id)).length >= count || undefined,
			timeout,
		);
		await this.scene.koldan.deliveriesSettled();
		if (count === 0) await sleep(QUIET);
		else await sleep(QUIET / 3);
		const all = await this.n8n.executions(this.id);
		expect(all).toHaveLength(count);
		return await Promise.all(
			all.reverse().map(async ({ id }) => await this.n8n.waitForExecution(id)),
		);
	}

	/** What came out of the trigger in each execution, oldest first. */
	async outputs(count: number, timeout?: number): Promise<IDataObject[][]> {
		return (await this.executions(count, timeout)).map((execution) => {
			expect(execution.status).toBe('success');
			return outputOf(execution, 'After').map(({ json }) => json);
		});
	}

	/** How many starts n8n's database holds. */
	async storedStarts(): Promise<number> {
		const { staticData } = await this.n8n.request<{
			staticData: Record<string, { koldanStarted?: string }> | null;
		}>('GET', `/rest/workflows/${this.id}`);
		const starts = Object.values(staticData ?? {}).map(({ koldanStarted }) =>
			koldanStarted
				? (JSON.parse(koldanStarted) as { value: { starts: string } }).value.starts
				: '',
		);
		return starts.join(' ').split(' ').filter(Boolean).length;
	}

	/** The ids that have come out until now, oldest first. */
	async idsSoFar(): Promise<unknown[]> {
		const all = await this.n8n.executions(this.id);
		const ended = await Promise.all(
			all.reverse().map(async ({ id }) => await this.n8n.waitForExecution(id)),
		);
		return ended.flatMap((execution) => outputOf(execution, 'After').map(({ json }) => json.id));
	}

	/** The ids that came out, over all executions, oldest first. */
	async ids(count: number, timeout?: number): Promise<unknown[]> {
		return (await this.outputs(count, timeout)).flat().map(({ id }) => id);
	}
}

/** Jobs that go on until they are finished by hand. */
export const openJobs = ({ koldan }: Scene, count: number, more: Partial<Job> = {}): Job[] =>
	koldan.jobs.seed(count, { status: 'IN_PROGRESS', ...more });

export const webhookOf = ({ koldan }: Scene, { id }: { id: string }) =>
	koldan.jobs.get(id)?.webhook ?? null;

export const DONE: Outcome = {
	status: 'COMPLETED',
	result: {
		text: 'hello there',
		detectedLanguages: ['en'],
		confidence: 0.9,
		duration: 1,
		segments: null,
	},
};
