/** A little of the Chrome DevTools Protocol, to look into an n8n that was started with `--inspect`. */
export interface Inspector {
	/** Sends a command of the protocol, such as `HeapProfiler.collectGarbage`. */
	send<T = unknown>(method: string, params?: object): Promise<T>;
	/** Bytes that living objects take, after garbage collections. */
	heapUsed(): Promise<number>;
	close(): void;
}

interface Answer {
	id?: number;
	result?: unknown;
	error?: { message: string };
}

/** Connects to the process that listens for inspectors on this port of this machine. */
export async function inspect(port: number): Promise<Inspector> {
	const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as Array<{
		webSocketDebuggerUrl: string;
	}>;
	const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
	await new Promise((resolve, reject) => {
		socket.addEventListener('open', resolve, { once: true });
		socket.addEventListener('error', reject, { once: true });
	});
	const waiting = new Map<number, (answer: Answer) => void>();
	socket.addEventListener('message', ({ data }) => {
		const answer = JSON.parse(String(data)) as Answer;
		if (answer.id === undefined) return;
		waiting.get(answer.id)?.(answer);
		waiting.delete(answer.id);
	});
	let last = 0;
	const send = async <T,>(method: string, params: object = {}): Promise<T> => {
		const id = ++last;
		const answer = await new Promise<Answer>((resolve) => {
			waiting.set(id, resolve);
			socket.send(JSON.stringify({ id, method, params }));
		});
		if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
		return answer.result as T;
	};
	return {
		send,
		async heapUsed() {
			// Several, since finalizers free more only after the first one.
			for (let round = 0; round < 3; round += 1) await send('HeapProfiler.collectGarbage');
			return (await send<{ usedSize: number }>('Runtime.getHeapUsage')).usedSize;
		},
		close: () => socket.close(),
	};
}
