export type LogLevel = 'silent' | 'info' | 'debug';

export interface Log {
	info(line: string): void;
	debug(line: string): void;
}

/** One line an event, with the time of day; secrets and bodies are never given to it. */
export function createLog(level: LogLevel): Log {
	const write = (line: string) => {
		process.stdout.write(`${new Date().toISOString().slice(11, 23)}  ${line}\n`);
	};
	return {
		info: level === 'silent' ? () => {} : write,
		debug: level === 'debug' ? write : () => {},
	};
}
