// The usual demo: Express for the page, ws for the chat; each message is sent to every connection.
const http = require("node:http");
const express = require("express");
const { WebSocketServer, WebSocket } = require("ws");

const app = express();
app.use(express.static("public"));
const server = http.createServer(app);
const sockets = new WebSocketServer({ server });
let count = 0;

sockets.on("connection", (socket) => {
  const name = `Guest ${++count}`;
  socket.on("message", (data) => {
    const { text } = JSON.parse(data);
    const frame = JSON.stringify({ type: "message", name, text, at: new Date() });
    for (const other of sockets.clients) {
      if (other.readyState === WebSocket.OPEN) other.send(frame);
    }
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1");
