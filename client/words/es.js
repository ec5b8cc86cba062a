// The page's texts in Spanish. A text with a count has a form for each plural category of the language.

export default {
  // The greeting, the header and the columns.
  "welcome": "¡Hola, {name}!",
  "copy link": "Copiar enlace",
  "rooms": "Salas",
  "go to room": "Ir a una sala o crearla",
  "go": "Ir",
  "people": "Personas",
  "in this room": "en esta sala",
  "you": "tú",
  "and more": { one: "y {count} más", many: "y {count} más", other: "y {count} más" },

  // The message list.
  "messages": "Mensajes",
  "start of room": "Este es el inicio de la sala.",
  "invite": "Saluda, o copia el enlace para invitar a otras personas. No hace falta una cuenta.",
  "loading older": "Cargando mensajes anteriores…",
  "older failed": "No se pudieron cargar los mensajes anteriores.",
  "load older": "Cargar mensajes anteriores",
  "loading newer": "Cargando mensajes más recientes…",
  "newer failed": "No se pudieron cargar los mensajes más recientes.",
  "load newer": "Cargar mensajes más recientes",
  "today": "Hoy",
  "yesterday": "Ayer",
  "unread": "Nuevos",
  "latest messages": "Últimos mensajes",
  "new messages": { one: "{count} mensaje nuevo", many: "{count} de mensajes nuevos", other: "{count} mensajes nuevos" },
  "message not found": "El mensaje {seq} no existe o se eliminó.",

  // A message.
  "copy code": "Copiar código",
  "show all lines": { one: "Mostrar {count} línea", many: "Mostrar las {count} líneas", other: "Mostrar las {count} líneas" },
  "show fewer lines": "Mostrar menos líneas",
  "mentions you": "Te menciona",
  "announced message": "{name}: {text}",
  "message actions": "Acciones del mensaje",
  "edited": "editado",
  "message deleted": "Mensaje eliminado",
  "message number": "Mensaje {seq}",
  "in reply to": "En respuesta a {message}",
  "answers you": "Te responde",
  "reaction": "{count} {emoji}",
  "reaction with yours": { one: "{count} {emoji}, la tuya", many: "{count} {emoji}, una es tuya", other: "{count} {emoji}, una es tuya" },

  // Below a message: the state of a draft that is not settled.
  "slow to send": "Está tardando más de lo normal…",
  "sent when reconnected": "Se enviará cuando se restablezca la conexión.",
  "deleted when reconnected": "Se eliminará cuando se restablezca la conexión.",
  "sending too fast": "Estás enviando mensajes demasiado rápido. El resto se enviará automáticamente.",
  "not sent": "No enviado.",
  "edit not saved": "Cambio no guardado.",
  "not deleted": "No eliminado.",
  "reaction not saved": "{emoji} no se guardó.",
  "not stored": "El servidor no pudo guardarlo. Se volverá a intentar automáticamente.",
  "message too long": "Tiene más de {limit} caracteres.",
  "message empty": "No tiene texto visible.",
  "attempts failed": "Fallaron varios intentos.",
  "too late": "Es demasiado tarde para cambiar el mensaje.",
  "message was deleted": "El mensaje se eliminó.",
  "not yours": "Solo su autor puede cambiarlo.",
  "too many reactions": "Ya tiene demasiadas reacciones distintas.",
  "not accepted": "El servidor no lo aceptó.",
  "retry": "Reintentar",
  "edit": "Editar",
  "delete": "Eliminar",
  "discard": "Descartar",

  // The composer.
  "message": "Mensaje",
  "write a message": "Escribe un mensaje",
  "send": "Enviar",
  "send as parts": { one: "Enviar como {count} mensaje", many: "Enviar como {count} de mensajes", other: "Enviar como {count} mensajes" },
  "characters left": { one: "Queda {count} carácter", many: "Quedan {count} de caracteres", other: "Quedan {count} caracteres" },
  "characters over": { one: "Sobra {count} carácter", many: "Sobran {count} de caracteres", other: "Sobran {count} caracteres" },
  "unknown command": "El comando {command} no existe. Para publicarlo como mensaje, envíalo otra vez.",
  "misused command": "{command} no se usa así. Para publicarlo como mensaje, envíalo otra vez.",

  // The name.
  "writing as": "Escribes como",
  "change name": "Cambiar tu nombre",
  "your name": "Tu nombre",

  // Joins, leaves, renames, topics and typing.
  "joined": { one: "{names} se unió", many: "{names} se unieron", other: "{names} se unieron" },
  "left": { one: "{names} salió", many: "{names} salieron", other: "{names} salieron" },
  "renamed": "{was} ahora se llama {name}",
  "topic set": "{name} ha puesto el tema: {topic}",
  "topic removed": "{name} ha quitado el tema",
  "typing": { one: "{names} está escribiendo…", many: "{names} están escribiendo…", other: "{names} están escribiendo…" },
  "others": { one: "{count} persona más", many: "{count} de personas más", other: "{count} personas más" },

  // The banner about the connection.
  "reconnecting": "Reconectando… {saved}",
  "offline": "No tienes conexión. {saved}",
  "messages saved": "Tus mensajes están guardados.",
  "messages not saved": "Este navegador no puede guardar tus mensajes. No cierres esta pestaña hasta que se envíen.",
  "blocked": "Un firewall o un proxy bloquea la conexión en vivo (WebSocket). Prueba con otra red. {saved}",
  "full": "El servidor está lleno en este momento. Te conectarás en cuanto haya un lugar libre.",
  "too many connections": "Hay demasiadas conexiones desde tu red. Esta pestaña se conectará cuando se cierre otra.",
  "back online": "Conexión restablecida.",
  "cookies off": "Las cookies están desactivadas, así que solo conservarás tu nombre mientras esta página esté abierta.",
  "new version": "Hay una nueva versión disponible.",
  "page outdated": "Esta página no está actualizada. Recárgala para continuar.",
  "no access": "No tienes acceso a esta sala.",
  "sent too much": "Se cerró la conexión porque enviaste demasiado a la vez. {saved}",
  "access ended": "Tu acceso a esta página ha caducado. Recárgala para volver a entrar. {saved}",
  "disconnected": "Se cerró la conexión.",
  "browser too old": "Este navegador es demasiado antiguo para este chat. Actualízalo o usa otro.",
  "try now": "Intentar ahora",
  "reload": "Recargar",
  "reconnect": "Reconectar",
  "later": "Más tarde",
  "close": "Cerrar",

  // The search for rooms, people and messages.
  "find anything": "Buscar salas, personas y mensajes",

  // The picker of emoji.
  "emoji": "Emojis",

  // A part of the page that is loaded when it is needed.
  "part missing": "No se pudo cargar esta parte de la página. Recárgala cuando tengas conexión.",

  // Settings.
  "settings": "Ajustes",
};
