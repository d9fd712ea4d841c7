/** Takes the place of n8n's logger, so that tests see every line that a run writes. */
import { LoggerProxy } from 'n8n-workflow';
import { Container, Logger, type EngineLogger } from './container.mts';

const lines: string[] = [];

const write =
	(level: string) =>
	(message: string, meta?: unknown): void => {
		lines.push(`${level}: ${message}${meta === undefined ? '' : ` ${describe(meta)}`}`);
	};

/** Errors too, with what hangs on them: a secret must not hide in there either. */
function describe(meta: unknown): string {
	const seen = new WeakSet<object>();
	return JSON.stringify(meta, (_key, value: unknown) => {
		if (typeof value !== 'object' || value === null) return value;
		if (seen.has(value)) return '[again]';
		seen.add(value);
		return value instanceof Error
			? { ...value, message: value.message, stack: value.stack, cause: value.cause }
			: value;
	});
}

const logger = {
	error: write('error'),
	warn: write('warn'),
	info: write('info'),
	debug: write('debug'),
	scoped: () => logger,
};

/** Starts listening; returns the lines written from now on. */
export function listen(): string[] {
	Container.set(Logger, logger as unknown as EngineLogger);
	LoggerProxy.init(logger);
	lines.length = 0;
	return lines;
}
