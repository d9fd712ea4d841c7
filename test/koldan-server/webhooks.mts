import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import type { Behaviour, TerminalStatus } from './behaviour.mts';
import type { Job } from './jobs.mts';
import type { Log } from './log.mts';
import { signatureHeaders } from './signature.mts';

/** One request to a webhook. */
export interface DeliveryAttempt {
	jobId: string;
	url: string;
	/** 1 for the first copy of a notification. */
	copy: number;
	/** 1 for the first attempt of a copy. */
	attempt: number;
	/** All headers that were set, with the registration's own. */
	headers: Record<string, string>;
	body: string;
	startedAt: Date;
	endedAt?: Date;
	/** What the receiver answered. */
	status?: number;
	responseBody?: string;
	/** Why there was no answer. */
	error?: string;
}

/** A job of any kind, as far as its notification goes. */
type Notifiable = Pick<Job, 'id' | 'status' | 'webhook'>;

interface Parts {
	behaviour: Behaviour;
	log: Log;
	/** PEM of an authority to trust besides the well-known ones. */
	ca?: string;
}

/** Headers that describe the message itself and can't be chosen by a registration. */
const RESERVED = new Set(['host', 'content-length', 'transfer-encoding', 'connection']);

/** Notifies webhooks of the ends of jobs. */
export class Webhooks {
	readonly deliveries: DeliveryAttempt[] = [];
	private readonly parts: Parts;
	private readonly agent: Agent;
	private readonly pending = new Map<Promise<void>, string>();
	private controller = new AbortController();

	constructor(parts: Parts) {
		this.parts = parts;
		this.agent = new Agent({ ca: parts.ca, keepAlive: false });
	}

	/**
	 * Sends what the switches ask for, in the background.
	 *
	 * @param payload the body of the notification
	 */
	notify(job: Notifiable, payload: string): void {
		const { webhookNotifyOn, webhookCopies } = this.parts.behaviour;
		if (!job.webhook || !webhookNotifyOn.includes(job.status as TerminalStatus)) return;
		if (webhookCopies === 0) return;
		const sending = this.send(job, job.webhook, payload, this.controller.signal)
			.catch(() => {})
			.finally(() => this.pending.delete(sending));
		this.pending.set(sending, job.id);
	}

	/** Resolves when nothing is on the way any more (of one job, or at all). */
	async settled(jobId?: string): Promise<void> {
		for (;;) {
			const open = [...this.pending].filter(([, id]) => jobId === undefined || id === jobId);
			if (open.length === 0) return;
			await Promise.all(open.map(([sending]) => sending));
		}
	}

	/** Drops what is on the way. */
	stop(): void {
		this.controller.abort();
		this.controller = new AbortController();
	}

	close(): void {
		this.stop();
		this.agent.destroy();
	}

	private async send(
		job: Notifiable,
		webhook: NonNullable<Job['webhook']>,
		body: string,
		signal: AbortSignal,
	) {
		const { behaviour } = this.parts;
		const registration = structuredClone(webhook);
		if (behaviour.webhookDelayMs > 0) {
			await sleep(behaviour.webhookDelayMs, undefined, { signal });
		}
		const copies = Array.from({ length: behaviour.webhookCopies }, (_, index) => index + 1);
		const sendCopy = (copy: number) => this.sendCopy(job.id, registration, body, copy, signal);
		if (behaviour.webhookCopiesAtOnce) await Promise.all(copies.map(sendCopy));
		else for (const copy of copies) await sendCopy(copy);
	}

	/** Attempts until one is answered with 2xx or the retries are used up. */
	private async sendCopy(
		jobId: string,
		webhook: NonNullable<Job['webhook']>,
		body: string,
		copy: number,
		signal: AbortSignal,
	) {
		for (let attempt = 1; ; attempt += 1) {
			const delivery = await this.attempt(jobId, webhook, body, copy, attempt, signal);
			const delivered =
				delivery.status !== undefined && delivery.status >= 200 && delivery.status < 300;
			const delay = this.parts.behaviour.webhookRetryDelaysMs[attempt - 1];
			if (delivered || delay === undefined) return;
			await sleep(delay, undefined, { signal });
		}
	}

	private async attempt(
		jobId: string,
		webhook: NonNullable<Job['webhook']>,
		body: string,
		copy: number,
		attempt: number,
		signal: AbortSignal,
	): Promise<DeliveryAttempt> {
		const { behaviour, log } = this.parts;
		signal.throwIfAborted();
		const startedAt = new Date();
		const unixSeconds = Math.floor(startedAt.getTime() / 1_000);
		const own = Object.entries(webhook.headers ?? {}).filter(
			([name]) => !RESERVED.has(name.toLowerCase()),
		);
		const headers = {
			// n8n refuses JSON that is none before it reaches the node.
			'Content-Type': behaviour.webhookPayload === 'non-json' ? 'text/plain' : 'application/json',
			'User-Agent': 'koldan-local-server',
			...Object.fromEntries(own),
			...signatureHeaders(behaviour, webhook.secret, body, unixSeconds),
		};
		const delivery: DeliveryAttempt = {
			jobId,
			url: webhook.url,
			copy,
			attempt,
			headers,
			body,
			startedAt,
		};
		this.deliveries.push(delivery);
		try {
			const response = await axios.request<string>({
				method: 'POST',
				url: webhook.url,
				// Bytes go out as they are; axios would re-write a string that is no JSON.
				data: Buffer.from(body),
				headers,
				httpsAgent: this.agent,
				maxRedirects: 0,
				proxy: false,
				timeout: behaviour.webhookTimeoutMs,
				signal,
				responseType: 'text',
				transformResponse: (text: string) => text,
				validateStatus: () => true,
			});
			delivery.status = response.status;
			delivery.responseBody = response.data;
		} catch (error) {
			delivery.error = error instanceof Error ? error.message : String(error);
		}
		delivery.endedAt = new Date();
		// The URL's path and query may carry a resume token: the log names the host only.
		const { host } = new URL(webhook.url);
		const milliseconds = delivery.endedAt.getTime() - startedAt.getTime();
		log.info(
			`webhook → ${host}  job ${jobId}  attempt ${attempt}  ${delivery.status ?? delivery.error}  ${milliseconds} ms`,
		);
		return delivery;
	}
}
