'use strict';
// One end of SMPP on the npm package `smpp`, either role, which does what the lines on its standard input say and writes what
// happens to it: one JSON object a line in both directions, octets as {"hex": "..."}.
// usage: node peer.js listen PORT [KEY CERTIFICATE [CLIENT_CA]]
//        node peer.js connect URL [CA [KEY CERTIFICATE]]
//
// {"send": COMMAND, "fields": {...}}             a request; its response comes back as {"response": PDU, "sent": PDU}
// {"write": HEX}                                 octets as they are; what answers them comes back as {"unasked": PDU}
// {"answer": COMMAND, "with": [{...}, ...]}      the next answers to that request: fields, {"silent": true}, {"nack": STATUS},
//                                                {"end": true}; after those, the usual answer
// {"end": true}                                  closes the connection without unbind

const fs = require('fs');
const smpp = require('smpp');

const [role, where, ...files] = process.argv.slice(2);
const planned = new Map(); // command → answers to come
let session;               // the latest connection: own requests go over it
const asked = new Set();   // sequence numbers of own requests
let ids = 0;

const say = (event) => process.stdout.write(`${JSON.stringify(event, octetsAsHex)}\n`);

function octetsAsHex(key, value) {
  return Buffer.isBuffer(this[key]) ? { hex: this[key].toString('hex') } : value;
}

const hexAsOctets = (key, value) => (value !== null && typeof value === 'object' && 'hex' in value ? Buffer.from(value.hex, 'hex') : value);

// What this package reads from its own octets, to be compared with what the other side reads from them.
const read = (pdu) => new smpp.PDU(new smpp.PDU(pdu.command, pdu).toBuffer());

const usual = {
  bind_transmitter: () => ({ system_id: 'npm', sc_interface_version: 0x34 }),
  bind_receiver: () => ({ system_id: 'npm', sc_interface_version: 0x34 }),
  bind_transceiver: () => ({ system_id: 'npm', sc_interface_version: 0x34 }),
  submit_sm: () => ({ message_id: `npm-${++ids}` }),
  data_sm: () => ({ message_id: `npm-${++ids}` }),
  query_sm: (pdu) => ({ message_id: pdu.message_id, final_date: '', message_state: 2, error_code: 0 }),
  submit_multi: () => ({ message_id: `npm-${++ids}`, unsuccess_sme: [] }),
};

function answer(on, pdu) {
  const plan = (planned.get(pdu.command) ?? []).shift();
  if (plan?.silent) return;
  if (plan?.end) on.socket.destroy();
  else if (plan?.nack) on.send(new smpp.PDU('generic_nack', { command_status: plan.nack, sequence_number: pdu.sequence_number }));
  else on.send(pdu.response(plan ?? usual[pdu.command]?.(pdu)));
  if (pdu.command === 'unbind') on.close();
}

function use(opened) {
  session = opened;
  opened.on('pdu', (pdu) => {
    if (pdu.isResponse()) {
      if (!asked.has(pdu.sequence_number)) say({ unasked: pdu });
      return;
    }
    say({ request: pdu });
    if (pdu.command !== 'alert_notification' && pdu.command !== 'outbind') answer(opened, pdu);
  });
  opened.on('close', () => say({ closed: true }));
  opened.on('error', (error) => say({ error: error.message }));
}

function send(command, fields) {
  const pdu = new smpp.PDU(command, fields);
  const sent = read(pdu);
  session.send(pdu, (response) => {
    say({ response, sent: { ...sent, sequence_number: pdu.sequence_number } });
    if (command === 'unbind') session.close();
  });
  asked.add(pdu.sequence_number);
}

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line, hexAsOctets);
  if (order.send) send(order.send, order.fields);
  else if (order.write) session.socket.write(Buffer.from(order.write, 'hex'));
  else if (order.answer) {
    planned.set(order.answer, order.with);
    say({ planned: true });
  }
  else if (order.end) session.socket.destroy();
});

if (role === 'listen') {
  const [key, cert, ca] = files.map((file) => fs.readFileSync(file));
  const tls = key && { key, cert, ca, requestCert: !!ca, rejectUnauthorized: !!ca };
  const server = smpp.createServer(tls ?? {}, (opened) => {
    use(opened);
    say({ connected: true });
  });
  server.on('tlsClientError', (error) => say({ error: error.message }));
  server.listen(Number(where), '127.0.0.1', () => say({ listening: true }));
} else {
  const [ca, key, cert] = files.map((file) => fs.readFileSync(file));
  use(smpp.connect({ url: where, ca, key, cert, servername: 'localhost' }, () => say({ connected: true })));
}
