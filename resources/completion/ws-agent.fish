# Completion of ws-agent for fish. The program itself knows what can come next.

function __ws_agent_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    command -q $program; or set program ws-agent
    for line in (command $program __complete $words "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':dirs'
                __fish_complete_directories "$current"
            case ':nospace'
                # fish adds no space after a dot on its own
            case '*'
                echo $line
        end
    end
end

complete -c ws-agent -f -a '(__ws_agent_complete)'
