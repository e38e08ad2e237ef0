import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/** The peer of memory and of painting: socket.io as it comes, websocket only, with one page of its own. */
const page = `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#111;color:#fff;font:40px sans-serif"><p id="drop"></p><script src="/socket.io/socket.io.min.js"></script><script>
window.painted=[];io({transports:['websocket']}).on('drop',(text)=>{document.getElementById('drop').textContent=text;if(text)requestAnimationFrame(()=>{const c=new MessageChannel();c.port1.onmessage=()=>window.painted.push(performance.timeOrigin+performance.now());c.port2.postMessage(0)})})
</script>`;

export function bareIoCalls() {
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(page);
  });
  const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
  return {
    open: async (): Promise<number> => {
      await new Promise<void>((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));
      return (http.address() as AddressInfo).port;
    },
    /** Answers when it was told, on this machine's clock. */
    tell: (text: string): number => {
      const at = performance.timeOrigin + performance.now();
      io.emit('drop', text);
      return at;
    },
    close: async (): Promise<void> => {
      await io.close();
    },
  };
}
export type BareIoCalls = ReturnType<typeof bareIoCalls>;
