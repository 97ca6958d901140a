import { Socket } from "node:net";

/**
 * From now on this process opens no connection: every attempt, also of code that is not ours, fails with what `refusal` answers. Datagrams and other
 * processes are not covered. Answers how to undo it.
 */
export function refuseNetwork(refusal: () => Error): () => void {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function refused(this: Socket) {
    return this.destroy(refusal());
  };
  return () => {
    Socket.prototype.connect = connect;
  };
}
