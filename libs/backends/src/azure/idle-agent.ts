import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { Socket } from 'node:net';

/** Longest wait for a connection to be there, in milliseconds. */
const CONNECT_MS = 10_000;

/** Code of the error of a connection on which nothing moved; the SDK tries such requests again. */
export const IDLE_CODE = 'ESOCKETTIMEDOUT';

/** An agent whose connections fail when no byte moves for so long: the SDK has no such deadline of its own. */
export function idleAgent(isSecure: boolean, idleMs: number): Agent {
  const options = { keepAlive: true, timeout: idleMs };
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  const connect: Agent['createConnection'] = agent.createConnection.bind(agent);
  agent.createConnection = (where, callback) => {
    const socket = connect(where, callback);
    if (socket instanceof Socket) endWhenIdle(socket, idleMs);
    return socket;
  };
  return agent;
}

function endWhenIdle(socket: Socket, idleMs: number): void {
  let isConnected = false;
  socket.setTimeout(Math.min(CONNECT_MS, idleMs));
  socket.once('connect', () => {
    isConnected = true;
    socket.setTimeout(idleMs);
  });
  socket.on('timeout', () => {
    const error = isConnected
      ? Object.assign(new Error(`no byte moved for ${idleMs} ms`), { code: IDLE_CODE })
      : Object.assign(new Error('no connection was established in time'), { code: 'ETIMEDOUT' });
    socket.destroy(error);
  });
}
