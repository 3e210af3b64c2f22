/** A relay that takes every mail and counts: a process of its own, so that it is not measured with the sender. */
import net from 'node:net';

const names = new Map<string, number>();
let taken = 0;
const server = net.createServer((socket) => {
  let text = '', inData = false;
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.setEncoding('latin1');
  socket.write('220 sink\r\n');
  socket.on('data', (piece: string) => {
    text += piece;
    for (;;) {
      const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const said = text.slice(0, end);
      text = text.slice(end + (inData ? 5 : 2));
      if (inData) {
        const name = /^Message-ID: (.*)$/im.exec(said)?.[1] ?? '';
        names.set(name, (names.get(name) ?? 0) + 1);
        taken++;
        inData = false;
        socket.write('250 taken\r\n');
      } else if (/^EHLO/i.test(said)) socket.write('250-sink\r\n250 PIPELINING\r\n');
      else if (/^DATA/i.test(said)) { inData = true; socket.write('354 go on\r\n'); }
      else if (/^QUIT/i.test(said)) socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n');
    }
  });
}).listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as net.AddressInfo).port }));
process.on('message', (what: string) => {
  if (what === 'reset') { names.clear(); taken = 0; }
  process.send!({ taken, different: names.size });
});
